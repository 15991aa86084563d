namespace Runner.Options.Entries;

// The heads under which help and pages show options, in their order.
internal enum OptionGroup
{
    Basic,
    Master,
    Load,
    Users,
    Request,
    Connection,
    Response,
    Output,
    Live,
    Gates,
    Elsewhere,
}
