namespace FastHttp.Load.Recording;

// How often one reason occurred.
internal readonly record struct ErrorCount(HttpError Reason, long Count);
