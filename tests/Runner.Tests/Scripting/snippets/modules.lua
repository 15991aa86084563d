-- require finds a module beside the script; what it loads speaks the same dialect.
local helper = require("helper")
print(helper.half(10), helper.path(4), package.loaded.helper == helper, require("helper") == helper)
print(pcall(require, "no_such_module_anywhere") == false)
