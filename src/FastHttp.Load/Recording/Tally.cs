using System;
using System.Collections.Generic;

namespace FastHttp.Load.Recording;

// Counts of a few different numbers, such as the statuses of one request, where a table of all possible ones would cost
// more memory than it is worth. Owned as what holds it is; allocates for a number that is new.
internal sealed class Tally
{
    private int[] _numbers = new int[2];
    private long[] _counts = new long[2];
    private int _used;

    public IEnumerable<(int Number, long Count)> Items
    {
        get
        {
            for (int index = 0; index < _used; index++)
            {
                yield return (_numbers[index], _counts[index]);
            }
        }
    }

    public void Add(int number)
    {
        for (int index = 0; index < _used; index++)
        {
            if (_numbers[index] == number)
            {
                _counts[index]++;
                return;
            }
        }

        if (_used == _numbers.Length)
        {
            Array.Resize(ref _numbers, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }

        _numbers[_used] = number;
        _counts[_used++] = 1;
    }
}
