using System;
using System.CommandLine;
using FastHttp.Load.Planning;

namespace Runner.Cli;

// The request options in terms of System.CommandLine.
internal sealed class RequestSyntax
{
    private readonly Option<string?> _method = new(OptionBinding.NameOf(RequestTable.Method));
    private readonly Option<string?> _body = new(OptionBinding.NameOf(RequestTable.Body));
    private readonly Option<string[]> _form = OptionBinding.Texts(RequestTable.Form);
    private readonly Option<string?> _contentType = new(OptionBinding.NameOf(RequestTable.ContentType));
    private readonly Option<string?> _auth = new(OptionBinding.NameOf(RequestTable.Auth));
    private readonly Option<string[]> _cookies = OptionBinding.Texts(RequestTable.Cookie);
    private readonly Option<bool> _cookieJar = new(OptionBinding.NameOf(RequestTable.CookieJar));

    private readonly Option<int> _redirects =
        OptionBinding.Single<int>(RequestTable.Redirects, HttpText.TryParseRedirects, 0);

    private readonly Option<bool> _noKeepAlive = new(OptionBinding.NameOf(RequestTable.NoKeepAlive));

    private readonly Option<long> _perConnection =
        OptionBinding.Single<long>(RequestTable.RequestsPerConnection, LoadNumbers.TryParseCount, 0);

    private readonly Option<string?> _urls = new(OptionBinding.NameOf(RequestTable.Urls));
    private readonly Option<RequestOrder> _urlsOrder = new(OptionBinding.NameOf(RequestTable.UrlsOrder));
    private readonly Option<string?> _data = new(OptionBinding.NameOf(RequestTable.Data));
    private readonly Option<DataMode> _dataMode = new(OptionBinding.NameOf(RequestTable.DataMode));
    private readonly Option<bool> _dryRun = new(OptionBinding.NameOf(RequestTable.DryRun));
    private readonly Option<bool> _trace = new(OptionBinding.NameOf(RequestTable.Trace));

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _method, _body, _form, _contentType, _auth, _cookies, _cookieJar, _redirects, _noKeepAlive, _perConnection,
            _urls, _urlsOrder, _data, _dataMode, _dryRun, _trace,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public RequestOptions Read(ParseResult result) => new()
    {
        Method = result.GetValue(_method),
        Body = result.GetValue(_body),
        Form = result.GetValue(_form) ?? [],
        ContentType = result.GetValue(_contentType),
        Auth = result.GetValue(_auth),
        Cookies = result.GetValue(_cookies) ?? [],
        KeepsCookies = result.GetValue(_cookieJar),
        MaxRedirects = result.GetValue(_redirects),
        NoKeepAlive = result.GetValue(_noKeepAlive),
        RequestsPerConnection = result.GetValue(_perConnection),
        UrlsPath = result.GetValue(_urls),
        UrlsOrder = result.GetValue(_urlsOrder),
        DataPath = result.GetValue(_data),
        DataMode = result.GetValue(_dataMode),
        DryRun = result.GetValue(_dryRun),
        Trace = result.GetValue(_trace),
    };
}
