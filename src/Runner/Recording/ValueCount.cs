namespace Runner.Recording;

// One class of equal (or, from a histogram, equivalent) samples and how many fell into it.
internal readonly record struct ValueCount(long Value, long Count);
