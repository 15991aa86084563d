-- LuaJIT's bit library.
print(bit.tobit(0xffffffff), bit.tobit(2 ^ 31), bit.tobit(2 ^ 32 + 5), bit.tobit(-1), bit.tobit(1.5), bit.tobit(2.5))
print(bit.band(0xff, 0x0f), bit.bor(1, 2, 4), bit.bxor(0xf0, 0xff), bit.bnot(0), bit.band(-1, 255), bit.bor(0x80000000, 0))
print(bit.lshift(1, 31), bit.lshift(1, 32), bit.rshift(-1, 28), bit.arshift(-16, 2), bit.lshift(0xff, 4), bit.rshift(256, 4))
print(bit.rol(0x12345678, 12), bit.ror(0x12345678, 12), bit.bswap(0x12345678), bit.rol(1, 33))
print(bit.tohex(255), bit.tohex(-1), bit.tohex(255, 4), bit.tohex(0xabcd, -4), bit.tohex(-1, 2))
print(require("bit") == bit, bit.band("7", 3), bit.band(3.0, 1) .. "")
