namespace FastHttp.Load.Recording;

// How often one status code came.
internal readonly record struct StatusCount(int Code, long Count);
