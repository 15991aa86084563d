namespace Runner.Scripting;

// Type tags of the Lua C API that this folder looks at; both engines number them alike.
internal enum LuaType
{
    None = -1,
    Nil = 0,
    Boolean = 1,
    LightUserData = 2,
    Number = 3,
    String = 4,
    Table = 5,
    Function = 6,
    UserData = 7,
}
