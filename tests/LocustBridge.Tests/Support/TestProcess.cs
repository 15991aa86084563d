using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace LocustBridge.Tests.Support;

// What the process of these tests is set up with.
internal static class TestProcess
{
    // Servers, proxies and peers of many tests at once share the pool.
    private const int PoolThreads = 32;

    // The handler is what LocustBridge asks of a program that may meet a peer which sends nonsense; see
    // LocustWorker.HandleWireFailure.
    [ModuleInitializer]
    internal static void SetUp()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(LocustWorker.HandleWireFailure);
        ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
    }
}
