-- A pause longer than the server keeps an idle connection.
function delay() return 250 end
