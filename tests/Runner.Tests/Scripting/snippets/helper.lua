local M = {}
function M.half(n) return n / 2 end
function M.path(n) return "/item/" .. n / 2 end
return M
