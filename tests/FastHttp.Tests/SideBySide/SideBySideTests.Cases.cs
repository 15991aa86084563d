using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.SideBySide;

/// <summary>The behaviours that are cases of their own, by their numbers.</summary>
public sealed partial class SideBySideTests
{
    [Theory, SpecCase("client", 13), InlineData("factory: a body that outlives the services")]
    [InlineData("factory: a body that outlives its handler"), InlineData("a handler disposed under a call")]
    public Task H4_what_is_in_use_finishes(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 17), InlineData("an activity without a listener"), InlineData("no activity")]
    [InlineData("an activity with state and baggage")]
    public Task H5_the_trace_of_the_caller(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 26), InlineData("TLS: one of another name"), InlineData("TLS: one that has expired")]
    [InlineData("TLS: one that is not trusted"), InlineData("TLS: an end within the handshake")]
    [InlineData("TLS: versions that do not meet"), InlineData("a port without a listener")]
    [InlineData("response: an end before the head"), InlineData("response: an end within a body")]
    public Task H6_the_exceptions_of_a_failure(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 30), InlineData("proxy: CONNECT that is answered 403"), InlineData("SOCKS 5: no user")]
    [InlineData("proxy: CONNECT that is answered 407"), InlineData("proxy: CONNECT that is answered 502")]
    public Task H7_the_status_of_a_proxy(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 42), InlineData("method post"), InlineData("content with post")]
    [InlineData("redirect 302 of post"), InlineData("redirect 307 of post")]
    public Task H14_a_method_in_small_letters(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 43), InlineData("a redirect in Latin-1"), InlineData("response: a location in Latin-1")]
    public Task H14_a_location_in_latin_1(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 47), InlineData("minus one redirects at most"), InlineData("no redirects at most")]
    public Task H14_a_number_of_redirects_that_cannot_be(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 49), InlineData("a content: that throws"), InlineData("a content: that throws later")]
    [InlineData("a content: that throws IOException"), InlineData("a content: that is cancelled")]
    public Task H14_what_a_content_throws(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 50), InlineData("an AsyncLocal in a content")]
    public Task H14_what_flows_to_a_content(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 51), InlineData("a call that is cancelled"), InlineData("a read that is cancelled")]
    [InlineData("a token that is cancelled already"), InlineData("a read with a cancelled token")]
    public Task H14_what_is_cancelled(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 52), InlineData("Connection: X-Hop"), InlineData("TE: trailers")]
    public Task H14_fields_of_a_hop(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 53), InlineData("response: three hundred fields")]
    public Task H15_many_fields(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 54), InlineData("TLS: the name that 127.0.0.1 is asked by")]
    [InlineData("TLS: the name that 127.0.0.1 is asked by with a Host")]
    [InlineData("TLS: the name that localhost is asked by")]
    public Task H15_the_name_that_is_asked_for(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 55), InlineData("decompression: padded")]
    public Task H15_what_follows_a_coded_body(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 56), InlineData("Upgrade: x")]
    public Task H15_another_protocol(string name) => Both_handlers_behave_alike(name);

    [Theory, SpecCase("client", 57), InlineData("a cookie a=\u00e4")]
    public Task H15_a_cookie_beyond_ascii(string name) => Both_handlers_behave_alike(name);
}
