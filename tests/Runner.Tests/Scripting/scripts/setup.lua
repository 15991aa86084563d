-- Every thread gets a number and keeps its own counts, which the main state reads at the end.
local all = {}

function setup(thread)
  all[#all + 1] = thread
  thread:set("number", #all)
end

function init(args)
  sent, received = 0, 0
  print(("thread %d created"):format(number))
end

function request()
  sent = sent + 1
  return wrk.request()
end

function response()
  received = received + 1
end

function done()
  for _, thread in ipairs(all) do
    local made, got = thread:get("sent"), thread:get("received")
    print(("thread %d made %d requests and got %d responses"):format(thread:get("number"), made, got))
  end
end
