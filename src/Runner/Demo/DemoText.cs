using System.IO;

namespace Runner.Demo;

// The files that demonstrations use, and what they say at their end.
internal static class DemoText
{
    public const string Scenario = """
        function user(u)
          local hello = u:post("/echo", { json = { name = "Ada" }, name = "say hello" })
          check(hello, "is answered", hello.status == 200)
          for i = 1, 3 do
            local item = u:get("/user/" .. u:random(1, 1000), { name = "/user/:id" })
            check(item, "has a name", item:json("name") ~= nil)
            u:think(0.01, 0.05)
          end
        end

        """;

    public const string LocustFile = """
        from locust import User, task

        class Demo(User):
            @task
            def work_is_done_by_the_worker(self):
                pass

        """;

    private const string Server =
        "  runner serve &                                             a server at http://127.0.0.1:8080 to try with\n";

    public static void WriteNext(TextWriter output) => output.Write(
        "\nNext, with a server of yours:\n" + Server
        + "  runner wrk -R1000 -d30s http://127.0.0.1:8080/user/1       1000 requests a second, instead of all it can\n"
        + "  runner wrk -d10s --html run.html http://127.0.0.1:8080/    a page with charts\n"
        + "  runner wrk -d10s --json a.json URL, then b.json, then\n"
        + "  runner compare a.json b.json                               whether two runs differ by more than chance\n"
        + "  runner demo --scenario, runner demo --locust               users with a script; a Locust master\n"
        + "  runner help                                                everything else\n");

    public static void WriteNextScenario(TextWriter output) => output.Write(
        "\nNext, with the script above in shop.lua:\n" + Server
        + "  runner wrk --trace -s shop.lua http://127.0.0.1:8080       one user, every request and response shown\n"
        + "  runner wrk -c100 -d1m -s shop.lua --html run.html http://127.0.0.1:8080\n"
        + "                                                             a page with figures for each request\n"
        + "  runner locust -f shop.lua --headless -u100 -r10 -t1m http://127.0.0.1:8080\n"
        + "                                                             the same users, with Locust's table\n"
        + "  runner help scripting                                      what a script can do\n");

    public static void WriteNextLocust(TextWriter output) => output.Write(
        "\nNext, with Locust's page in a browser:\n" + Server
        + "  locust --master -f FILE --host http://127.0.0.1:8080       the master; its page is http://localhost:8089\n"
        + "  runner locust --master-host=127.0.0.1 /user/1              a worker, on this machine or on others\n"
        + "  runner locust -f shop.lua --master-host=127.0.0.1          one whose users are those of a script\n"
        + "  runner help locust                                         everything else\n");
}
