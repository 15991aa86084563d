namespace Runner.Live;

// What a text on the screen means. A colour says nothing that the text does not say.
internal enum ScreenStyle
{
    Plain,
    Strong,
    Faint,
    Good,
    Doubt,
    Bad,
    Chart,
    SecondChart,
}
