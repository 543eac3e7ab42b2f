package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func churnAgainst(t *testing.T, status int) *churnReport {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
	}))
	defer server.Close()
	mux, err := newNetMux(1, 99)
	if err != nil {
		t.Fatal(err)
	}
	o := &options{concurrency: 1, config: config{url: server.URL, api: "whip", n: 1, ramp: 100, timeout: time.Second, http: server.Client()}}
	rep, err := churn(context.Background(), o, mux, &opusLoop{})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestARefusedOfferIsCountedAsRefused(t *testing.T) {
	if rep := churnAgainst(t, http.StatusBadRequest); rep.Refused != 1 || rep.Failed != 0 {
		t.Errorf("%+v", rep.Errors)
	}
}

func TestAMalformedOfferThatIsTakenIsAFailure(t *testing.T) {
	if rep := churnAgainst(t, http.StatusCreated); rep.Refused != 0 || rep.Failed != 1 {
		t.Errorf("%+v", rep.Errors)
	}
}

func TestAServerErrorIsNoRefusal(t *testing.T) {
	if rep := churnAgainst(t, http.StatusInternalServerError); rep.Refused != 0 || rep.Failed != 1 {
		t.Errorf("%+v", rep.Errors)
	}
}
