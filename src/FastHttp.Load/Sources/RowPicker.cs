using System;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Sources;

// Which row of the data a user takes next. Lane-owned, but for the walk that the lanes share.
internal sealed class RowPicker
{
    private readonly int _rows;
    private readonly DataMode _mode;
    private readonly Random _random;
    private int[] _positions;
    private readonly RowWalk _walk;

    /// <param name="plan">With data.</param>
    /// <param name="users">How many users of the lane will ask.</param>
    /// <param name="seed">Of what is drawn.</param>
    /// <param name="walk">The walk that all lanes share.</param>
    public RowPicker(EntryPlan plan, int users, int seed, RowWalk walk)
    {
        _rows = plan.Data!.RowCount;
        _mode = plan.Mode;
        _random = new Random(seed);
        _positions = new int[users];
        _walk = walk;
    }

    /// <summary>Whether every row may be used once and has been.</summary>
    public bool IsUsedUp => _mode == DataMode.Unique && _walk.Steps >= _rows;

    /// <summary>The next row, or -1 when all have been used.</summary>
    public int Next(int user)
    {
        switch (_mode)
        {
            case DataMode.Random:
                return _random.Next(_rows);
            case DataMode.Circular:
                return (int)(_walk.Step() % _rows);
            case DataMode.Unique:
                long step = _walk.Step();
                return step < _rows ? (int)step : -1;
            default:
                if (user >= _positions.Length)
                {
                    Array.Resize(ref _positions, Math.Max(user + 1, _positions.Length * 2));
                }

                int row = _positions[user];
                _positions[user] = row + 1 == _rows ? 0 : row + 1;
                return row;
        }
    }
}
