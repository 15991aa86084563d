-- What only LuaJIT can do.
local ffi = require("ffi")
ffi.cdef("int abs(int value);")
print(ffi.C.abs(-5))
