using System;

namespace FastHttp.Load.Scenarios;

// Ends a user for good, since its data is used up; the message says which.
internal sealed class FeedUsedUpException(string message) : InvalidOperationException(message);
