using System.Collections.Generic;

namespace LocustBridge.Tests.Support;

// The conformance cases of a Locust worker, and against whom each has to be tested.
internal static class LocustCases
{
    public const int Count = 50;

    public static IReadOnlyDictionary<int, (CasePeer Peer, string What)> All { get; } =
        new Dictionary<int, (CasePeer, string)>
        {
            [1] = (CasePeer.RealMaster, "registers as ready, without a warning, under host_32hex"),
            [2] = (CasePeer.RealMaster, "waits for a master that comes later; is listed once"),
            [3] = (CasePeer.Nobody, "no master at all: lives, says so, costs nothing, leaves at once"),
            [4] = (CasePeer.RealMaster, "two workers, two indices, users dealt evenly"),
            [5] = (CasePeer.RealMaster, "a client id that is taken: comes back under another"),
            [6] = (CasePeer.RealMaster, "every octet by itself"),
            [7] = (CasePeer.RealMaster, "the first moments in one piece"),
            [8] = (CasePeer.ScriptedRouter, "PING with contexts, unknown commands"),
            [9] = (CasePeer.ScriptedRouter, "long heads on short bodies, split delivery"),
            [10] = (CasePeer.ScriptedRouter, "a greeting of ZMTP 3.0; one that is not ZMTP"),
            [11] = (CasePeer.RealMaster, "ramp-up step by step"),
            [12] = (CasePeer.RealMaster, "more and fewer users while running; the others go on"),
            [13] = (CasePeer.RealMaster, "the same number again; none; some again"),
            [14] = (CasePeer.RealMaster, "spawn rates below and between whole numbers"),
            [15] = (CasePeer.RealMaster, "classes with weights and fixed counts"),
            [16] = (CasePeer.RealMaster, "class names that the worker does not know"),
            [17] = (CasePeer.RealMaster, "a fixed workload is shown exactly, halves included"),
            [18] = (CasePeer.RealMaster, "one request of 147.6 ms"),
            [19] = (CasePeer.RealMaster, "fractions of a millisecond"),
            [20] = (CasePeer.RealMaster, "20 s at 100 requests/s"),
            [21] = (CasePeer.RealMaster, "an idle window leaves the minimum alone"),
            [22] = (CasePeer.RealMaster, "failures: ratio, kinds, occurrences"),
            [23] = (CasePeer.RealMaster, "what the target has counted is what the master shows, after stop and quit"),
            [24] = (CasePeer.RealMaster, "stop: no users, ready again, nothing sent afterwards"),
            [25] = (CasePeer.RealMaster, "the next run begins at zero"),
            [26] = (CasePeer.RealMaster, "stop during the ramp-up"),
            [27] = (CasePeer.RealMaster, "stop timeout: what ends in time counts, the rest is cut"),
            [28] = (CasePeer.RealMaster, "the master is told to end; quit comes twice"),
            [29] = (CasePeer.RealMaster, "headless masters: exit codes and files"),
            [30] = (CasePeer.RealMaster, "the worker is told to end; its last requests count"),
            [31] = (CasePeer.RealMaster, "a lost worker's users go to the other, at once or later"),
            [32] = (CasePeer.RealMaster, "a suspended worker is missed, heals, and doubles nothing"),
            [33] = (CasePeer.RealMaster, "the master is killed and comes back"),
            [34] = (CasePeer.RealMaster, "the connection is cut for a while; the run goes on"),
            [35] = (CasePeer.RealMaster, "reconnecting to a master with a backlog"),
            [36] = (CasePeer.ScriptedRouter, "the master asks to reconnect"),
            [37] = (CasePeer.RecordedNewerMaster, "heartbeat replies end"),
            [38] = (CasePeer.RealMaster, "workers that join a running test"),
            [39] = (CasePeer.RealMaster, "20,000 different errors"),
            [40] = (CasePeer.RealMaster, "5,000 names"),
            [41] = (CasePeer.RealMaster, "strange names and errors"),
            [42] = (CasePeer.RealMaster, "the version that is announced"),
            [43] = (CasePeer.RealMaster, "a clock that is 30 s late"),
            [44] = (CasePeer.ScriptedRouter, "old orders, double acks, unknown types"),
            [45] = (CasePeer.RealMaster, "custom messages both ways"),
            [46] = (CasePeer.RealMaster, "exceptions of user code"),
            [47] = (CasePeer.Nobody, "CPU as a share of the machine"),
            [48] = (CasePeer.RealMaster, "sums beyond 32 bits; flat memory over a day"),
            [49] = (CasePeer.RecordedNewerMaster, "logs, to masters that know them"),
            [50] = (CasePeer.RealMaster, "every frame that is ever sent obeys the rules"),
        };
}
