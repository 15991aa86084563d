// A loop of GET requests on a number of keep-alive connections with Go's fasthttp: one of the peers that the bench
// project measures. Prints the number of requests that were answered with 200.
//
// Usage: fasthttp URL CONNECTIONS SECONDS
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
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
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	var total int64
	var users sync.WaitGroup
	for user := 0; user < connections; user++ {
		users.Add(1)
		go func() {
			defer users.Done()
			atomic.AddInt64(&total, loop(client, url, end))
		}()
	}

	users.Wait()
	fmt.Println(total, "requests")
}

// loop sends one request after the other until the time is up. It counts by itself: a shared counter would be measured too.
func loop(client *fasthttp.HostClient, url string, end time.Time) int64 {
	request := fasthttp.AcquireRequest()
	response := fasthttp.AcquireResponse()
	request.SetRequestURI(url)
	var count int64
	for time.Now().Before(end) {
		if client.Do(request, response) == nil && response.StatusCode() == fasthttp.StatusOK {
			count++
		}
	}

	return count
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
