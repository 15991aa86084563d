using System.Collections.Generic;

namespace FastHttp.Tests.Faults;

/// <summary>
/// The faults that a client has to live through, a line each: what goes wrong, and what is expected. A test carries the
/// id of its row in its name. Row X87, that exchanges allocate nothing after a fault, is one of the invariants.
/// </summary>
internal static class FaultTable
{
    public static IReadOnlyDictionary<string, string> Rows { get; } = new Dictionary<string, string>
    {
        // Peers.
        ["X01"] = "a head that drips for ever: HeadTimeout, which the drips do not move",
        ["X02"] = "a body that drips for ever: RequestTimeout",
        ["X03"] = "a server that stalls: HeadTimeout up to the head, BodyTimeout behind it",
        ["X04"] = "an end behind each byte of six samples: ConnectionClosed, UnexpectedEof, success at the end",
        ["X05"] = "a reset behind each byte: ConnectionClosed, ConnectionReset, never a success",
        ["X06"] = "the server ends its stream after accepting, and still reads: ConnectionClosed, no hang",
        ["X07"] = "a whole answer with the end of the stream behind it: success, not pooled",
        ["X08"] = "Connection: close, and the server does not close: success at once, closed by us",
        ["X09"] = "the server closes an idle connection while a request crosses: one retry if it may be done twice",
        ["X10"] = "every new connection is closed the same way: exactly two tries",
        ["X11"] = "a 408 on an idle connection: nobody's answer, the connection goes",
        ["X12"] = "a response to nothing in front of the real one: never the answer",
        ["X13"] = "a second response glued on, in two segments: not the next request's",
        ["X14"] = "heads, lines, interims, extensions, blanks, trailers without end: a limit, bounded memory",
        ["X15"] = "ten million chunks of one byte: success, no allocation",
        ["X16"] = "a Content-Length of 2^62, or of 2^31, with ten bytes: nothing is reserved",
        ["X17"] = "a body over its limit: BodyTooLarge at the earliest byte, closed",
        ["X18"] = "a gzip bomb: the limit of the decoded size, bounded memory",
        ["X19"] = "413 and a close while 100 MB are sent: the 413 is delivered",
        ["X20"] = "a response before the body is sent: delivered, then closed",
        ["X21"] = "a server that stops reading: WriteTimeout, bounded memory",
        ["X22"] = "an answer after its timeout: nobody reads it",
        ["X23"] = "TLS that stalls, has the wrong name or date, is no TLS, or ends without its end",
        ["X24"] = "a server that announces how long it keeps a connection: no request later than that",
        ["X25"] = "another protocol's first bytes: InvalidStatusLine at the first byte",
        ["X26"] = "an answer right after accepting, and a reset: the answer, or ConnectionClosed or -Reset; no hang",

        // Names and connections.
        ["X30"] = "no such name, no address, a resolver that stalls: DnsFailed, DnsFailed, ConnectTimeout",
        ["X31"] = "the first address refuses, or is a black hole: the second is used within the deadline",
        ["X32"] = "the address changes: new connections follow within lifetime and refresh",
        ["X33"] = "nothing listens: ConnectRefused, without an exception",
        ["X34"] = "SYN into a black hole: ConnectTimeout",
        ["X35"] = "backlog full, no descriptors: ConnectTimeout, ConnectFailed with the errno; recovers",
        ["X36"] = "no local port: ConnectFailed with the errno; recovers",
        ["X37"] = "the server restarts under load: connect errors in the gap, none after it",

        // The pool.
        ["X40"] = "a limit of 2, 100 callers: never more connections, served in order",
        ["X41"] = "wait over, waiting off, too many waiters: PoolWaitTimeout, PoolExhausted",
        ["X42"] = "waiters cancelled as they are served, a million orders: no connection is lost",
        ["X43"] = "connecting fails while others wait: nobody starves",
        ["X44"] = "one caller after a burst: one connection stays, the others grow old",
        ["X45"] = "the lifetime ends in use: finishes, then closes",
        ["X46"] = "10,000 end points used once: nothing is left of them",
        ["X47"] = "closing what is idle: what is in use is not touched",
        ["X48"] = "counts at rest",

        // Cancellation and deadlines.
        ["X50"] = "a token cancelled before the call: nothing sent",
        ["X51"] = "a token cancelled at each point of waiting: Canceled, the connection goes",
        ["X52"] = "a deadline at each point: the reason names the phase",
        ["X53"] = "cancelled and completed at once, a million orders: either, once",
        ["X54"] = "cancelled twice, or after the end: no effect",
        ["X55"] = "cancelled while a retry connects: nothing is sent again",

        // Misuse and life.
        ["X60"] = "a request in two sends: the second is misuse, the first unharmed",
        ["X61"] = "a response for two sends: the same",
        ["X62"] = "disposed twice, used after: nothing, ObjectDisposedException",
        ["X63"] = "disposed while the send is pending: goes back after it",
        ["X64"] = "messages that are never returned: collected; the checks name the place of the rental",
        ["X65"] = "a borrowed body is not read after the end",
        ["X66"] = "a result taken twice, or too early: misuse",
        ["X67"] = "the client disposed with calls everywhere: all end as Disposed",
        ["X68"] = "a caller's callback throws: surfaces, the connection goes",
        ["X69"] = "a streamed response left unread: drained if near, else closed",
        ["X70"] = "reading a streamed body behind its end: empty, each time",
        ["X71"] = "a truncated streamed body: an error where it ends",

        // At random.
        ["X80"] = "the table of responses in random pieces: as whole",
        ["X81"] = "mutated responses: the reader agrees with the reference",
        ["X82"] = "generated responses: read back as printed",
        ["X83"] = "the table of responses against HttpClient: each difference has a reason",
        ["X84"] = "exchanges in a row with cuts and surplus: nothing of one reaches the next",
        ["X85"] = "each parser with inputs at random: no other exception, nothing read outside",
        ["X86"] = "all faults mixed into traffic, restarts too: flat memory, sockets and buffers, counts add up",
        ["X88"] = "the thread pool is starved: deadlines still come",
        ["X89"] = "the clock jumps: only what is due is over",
    };
}
