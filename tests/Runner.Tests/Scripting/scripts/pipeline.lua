-- Three requests in one go.
local batch

init = function(args)
  local each = {}
  for i, query in ipairs({ "foo", "bar", "baz" }) do
    each[i] = wrk.format("GET", "/?" .. query)
  end
  batch = table.concat(each)
end

request = function()
  return batch
end
