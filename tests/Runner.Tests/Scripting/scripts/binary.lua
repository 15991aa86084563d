-- Strings are bytes.
function request()
  return wrk.format("POST", "/b", nil, "a\0b\255\r\n\r\nc")
end
