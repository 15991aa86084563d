using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Testing;

namespace Load.Tests.Scenarios;

/// <summary>What a warm user's request allocates: nothing, but what the user's own code does.</summary>
public sealed class ScenarioAllocationTests
{
    private static readonly LoadOptions s_options = new()
    {
        Target = new Uri("http://target/"),
        Connections = 1,
        Threads = 1,
    };

    private static readonly LoadCallOptions s_named = new() { Name = "item", Headers = [new("X-Own", "1")] };
    private static readonly LoadCall[] s_calls =
    [
        LoadCall.Get("/site.css"), LoadCall.Get("/items/7", s_named), LoadCall.Post("/cart", LoadBody.Text("id=7")),
    ];

    private static readonly LoadBody s_body = LoadBody.Bytes("raw"u8.ToArray());

    [Fact]
    public void A_warm_request_of_a_user_allocates_nothing() => Measure(static async user =>
    {
        while (true)
        {
            LoadResponse answer = await user.GetAsync("/items/7?a=b");
            user.Check("is fine", answer.StatusCode == 200, answer);
            using (user.Group("checkout"))
            {
                await user.PutAsync("/cart", s_body, s_named);
            }
        }
    });

    // The target counts what comes at once as one, so the batch is one request to it and three to the user.
    [Fact]
    public void A_warm_batch_of_a_user_allocates_nothing() => Measure(
        static async user =>
        {
            while (true)
            {
                LoadResponses parts = await user.BatchAsync(s_calls);
                foreach (LoadResponse part in parts)
                {
                    user.Check("is fine", part.StatusCode == 200, part);
                }
            }
        },
        s_calls.Length);

    // A method of C# that awaits is one object an iteration, unless its builder is told to keep it.
    [Fact]
    public void A_warm_iteration_of_a_user_allocates_nothing() => Measure(OneRequestAsync);

    // As a Lua scenario uses it: its users are not made of .NET's objects.
    [Fact]
    public void The_engine_of_scenarios_allocates_nothing()
    {
        RunPlan plan = PlanOf(s_options);
        Bare source = new(plan);
        Measure(plan, [source], index => lane => source.CreatePacer(lane, index));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask OneRequestAsync(LoadUser user)
    {
        await user.GetAsync("/a");
    }

    private static void Measure(Func<LoadUser, ValueTask> user, int answers = 1)
    {
        LoadOptions options = s_options with { User = user };
        RunPlan plan = PlanOf(options);
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>> pacers) = UserSources.For(plan, options);
        Measure(plan, sources, pacers, answers);
    }

    private static void Measure(
        RunPlan plan,
        IReadOnlyList<RequestSource> sources,
        Func<int, Func<Lane, Pacer>> pacers,
        int answers = 1)
    {
        Server server = new(answers);
        using LoadEngine engine = new(plan, new MemoryTransport(server.Accept), sources, pacers);
        engine.Start();

        AllocationAssert.Zero(server.AnswerOne);

        Assert.True(engine.Lanes.Sum(lane => lane.Recorder.Completed) > 1000);
    }

    private static RunPlan PlanOf(LoadOptions options) =>
        ScenarioPlan.Decide(PlanBuilder.Build(options)) with { Addresses = [new IPEndPoint(IPAddress.Loopback, 80)] };

    // One connection, which is answered when the test says so.
    private sealed class Server(int answers) : ITransportReceiver
    {
        private readonly byte[] _answer = Encoding.ASCII.GetBytes(string.Concat(
            Enumerable.Repeat("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", answers)));

        private TransportConnection? _connection;
        private int _asked;

        public void Accept(TransportConnection connection)
        {
            _connection = connection;
            connection.Attach(this);
        }

        public void AnswerOne()
        {
            if (_asked-- != 1)
            {
                throw new InvalidOperationException("There is not one request to be answered.");
            }

            _connection!.TrySend(_answer);
        }

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            _asked++;
            return data.Length;
        }

        public void OnClosed(TransportError error)
        {
        }
    }

    // Users that send one request over and over.
    private sealed class Bare(RunPlan plan)
        : ScenarioSource(plan, 0, ScenarioMix.Endless([1]), ["user"], new EntryNames(), keepsCookies: true)
    {
        private bool _isNew;

        protected override void BeginIteration(int user, int which, int iteration) => _isNew = true;

        protected override ScenarioSignal Run(int user)
        {
            bool sends = _isNew;
            _isNew = false;
            return sends ? ScenarioSignal.Request : ScenarioSignal.Done;
        }

        protected override ReadOnlySpan<byte> RequestOf(int user) => "GET / HTTP/1.1\r\nHost: target\r\n\r\n"u8;

        protected override RequestTraits TraitsOf(int user) => RequestTraits.Idempotent;

        protected override int RowOf(int user) => 0;

        protected override (string Method, string Label) NameOf(int row) => ("GET", "/");

        protected override double TimeoutOf(int user) => 0;

        protected override double PauseOf(int user) => 0;

        protected override ScenarioFault FaultOf(int user, ScenarioSignal signal) => default;

        protected override bool TakeResponse(int user, FastHttpResponse response, long elapsed, bool hasCookies) =>
            true;

        protected override bool TakeFailure(int user, HttpError error, long elapsed) => true;

        protected override void TakePauseEnd(int user)
        {
        }

        protected override void Forget(int user)
        {
        }

        protected override void Grow(int count)
        {
        }

        protected override void TakeChecks(ScenarioRecorder? recorder)
        {
        }
    }
}
