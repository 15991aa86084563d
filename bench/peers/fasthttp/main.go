// A loop of GET requests on a number of keep-alive connections with Go's fasthttp: one of the peers that the bench
// project measures. Prints the number of requests that were answered with 200, and, of the second half of the run, the
// number of requests and the CPU time.
//
// Usage: fasthttp URL CONNECTIONS SECONDS
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: fasthttp URL CONNECTIONS SECONDS")
		os.Exit(1)
	}

	url := os.Args[1]
	connections, err := strconv.Atoi(os.Args[2])
	check(err)
	seconds, err := strconv.Atoi(os.Args[3])
	check(err)

	parsed := fasthttp.AcquireURI()
	check(parsed.Parse(nil, []byte(url)))
	client := &fasthttp.HostClient{Addr: string(parsed.Host()), MaxConns: connections}
	half := time.Now().Add(time.Duration(seconds) * time.Second / 2)
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	var total, steady int64
	var users sync.WaitGroup
	for user := 0; user < connections; user++ {
		users.Add(1)
		go func() {
			defer users.Done()
			all, late := loop(client, url, half, end)
			atomic.AddInt64(&total, all)
			atomic.AddInt64(&steady, late)
		}()
	}

	time.Sleep(time.Until(half))
	before := cpu()
	users.Wait()
	spent := cpu() - before
	fmt.Println(total, "requests")
	fmt.Println("steady", steady, "requests", spent.Microseconds(), "us")
}

// loop sends one request after the other until the time is up. It counts by itself: a shared counter would be measured too.
func loop(client *fasthttp.HostClient, url string, half, end time.Time) (count, late int64) {
	request := fasthttp.AcquireRequest()
	response := fasthttp.AcquireResponse()
	request.SetRequestURI(url)
	before := int64(-1)
	for now := time.Now(); now.Before(end); now = time.Now() {
		if before < 0 && now.After(half) {
			before = count
		}

		if client.Do(request, response) == nil && response.StatusCode() == fasthttp.StatusOK {
			count++
		}
	}

	if before < 0 {
		before = 0
	}

	return count, count - before
}

// cpu is the time that this process has used, in user mode and in the kernel.
func cpu() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
