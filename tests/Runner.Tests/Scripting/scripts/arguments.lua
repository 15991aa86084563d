-- What follows the URL.
function init(args)
  print(args[0]:match("/%a+$"), args[1], args[2], args[3], #args, arg)
end
