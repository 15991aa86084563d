using System;
using System.Collections.Generic;
using FastHttp.Transports;
using LocustBridge.RateLimiting;
using LocustBridge.Statistics;
using Runner.Locust.Options;

namespace Runner.Locust.Worker;

// What all user classes of a host share. Immutable; Number alone differs from class to class.
internal sealed record GroupSetup(
    LocustOptions Options,
    IReadOnlyList<TransportLoop> Loops,
    IReadOnlyList<StatsLane> StatsLanes,
    LocustStatistics Statistics,
    LocustRateLimiter? Limiter,
    Action<Exception> Report,
    Action<string> Warn,
    Transport Transport,
    int Number);
