"""For the master: it makes no load itself, so its users do nothing.

    locust --master -f samples/locustfile.py

Workers run what they have under a class of the same name; a worker that has no class of that name runs its own.
"""
from locust import User, task


class ApiUser(User):
    @task
    def work_is_done_by_the_workers(self):
        pass
