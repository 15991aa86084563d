using System;
using FastHttp;
using LocustBridge;
using LocustBridge.Http;
using LocustBridge.Tasks;

// A Locust worker: start a master with samples/locustfile.py and --host, then this with --master-host.
await using FastHttpClient client = LocustHttp.CreateClient(Console.Error.WriteLine);
return await LocustWorker.RunAsync(args, new LocustTask("get user", weight: 1, async user =>
{
    int id = user.Random.Next(1, 1000);
    await user.GetAsync(client, $"/user/{id}", "/user/[id]");
}));
