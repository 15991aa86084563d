namespace FastHttp.Load.Recording;

// Hears of iterations that fail, measured or not. On the lane's loop.
internal interface IIterationObserver
{
    void OnIterationFailed(in ScenarioFault fault);
}
