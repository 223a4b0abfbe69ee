#include "server/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>

#include "engine/store/event_list.hpp"
#include "server/handlers.hpp"

namespace authledger::server {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;

const Histogram::BucketBoundaries seconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                          0.1,    0.25,  0.5,    1,     2.5,  10,    30};

std::string class_of(int status) {
  return std::to_string(status / 100) + "xx";
}

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Counter& counter(Registry& registry, const char* name, const char* help) {
  return counters(registry, name, help).Add({});
}
Gauge& gauge(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

// A count that somebody else keeps.
void raise_to(Counter& counter, std::size_t total) {
  counter.Increment(std::max(0.0, static_cast<double>(total) - counter.Value()));
}

}  // namespace

class Metrics::Families {
 public:
  Families() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    gauge(registry_, "process_start_time_seconds", "When the process began, since 1970.")
        .Set(std::chrono::duration<double>(now).count());
    prometheus::BuildGauge()
        .Name("authledger_build_info")
        .Help("1; the version is the label.")
        .Register(registry_)
        .Add({{"version", AUTHLEDGER_VERSION}})
        .Set(1);
  }

  void count(const MeasuredRequest& it) {
    const std::string method(it.method), route(it.route);
    requests_.Add({{"method", method}, {"route", route}, {"status", class_of(it.status)}})
        .Increment();
    durations_.Add({{"method", method}, {"route", route}}, seconds).Observe(it.seconds);
  }

  std::string text(const Sampled& it) {
    raise_to(commits_, it.commits);
    raise_to(writes_, it.committed_writes);
    raise_to(turned_away_, it.turned_away);
    raise_to(nights_done_, it.nights_done);
    for (const auto& [status, total] : it.refused)
      raise_to(refused_.Add({{"status", std::to_string(status)}}), total);
    queue_.Set(static_cast<double>(it.queued_weight));
    events_.Set(static_cast<double>(it.events));
    wal_.Set(static_cast<double>(it.wal_bytes));
    connections_.Set(static_cast<double>(it.connections));
    nights_due_.Set(static_cast<double>(it.nights_due));
    waiting_.Set(static_cast<double>(it.episodes_waiting));
    last_night_.Set(static_cast<double>(it.last_night_at));
    ready_.Set(it.is_ready ? 1 : 0);
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

 private:
  Registry registry_;
  Family<Counter>& requests_ =
      counters(registry_, "authledger_requests_total",
               "Answered requests by method, pattern of the route and class of status.");
  Family<Histogram>& durations_ =
      prometheus::BuildHistogram()
          .Name("authledger_request_duration_seconds")
          .Help("From the whole request to its answer, which has not been sent yet.")
          .Register(registry_);
  Family<Counter>& refused_ =
      counters(registry_, "authledger_refused_total",
               "Requests refused before there was a route to go by, by status.");
  Counter& turned_away_ = counter(registry_, "authledger_connections_turned_away_total",
                                  "Connections beyond the limit, closed at once.");
  Gauge& connections_ =
      gauge(registry_, "authledger_connections_open", "Connections open, idle ones too.");
  Counter& commits_ =
      counter(registry_, "authledger_commits_total", "Transactions of the writer, on disk.");
  Counter& writes_ = counter(registry_, "authledger_committed_writes_total",
                             "Writes in them: by the commits, the size of a group.");
  Gauge& queue_ =
      gauge(registry_, "authledger_queue_weight", "Events that wait to be written, about.");
  Gauge& events_ = gauge(registry_, "authledger_events", "Events in the ledger.");
  Gauge& wal_ =
      gauge(registry_, "authledger_wal_bytes", "Size of the write-ahead log beside the ledger.");
  Gauge& waiting_ = gauge(registry_, "authledger_episodes_waiting",
                          "Open episodes whose rows wait to be restated.");
  Counter& nights_done_ =
      counter(registry_, "authledger_nights_total", "Nights of facilities done in this run.");
  Gauge& nights_due_ =
      gauge(registry_, "authledger_nights_due", "Nights of facilities begun or waiting.");
  Gauge& last_night_ = gauge(registry_, "authledger_last_night_timestamp_seconds",
                             "When the last night was done, since 1970; 0: none in this run.");
  Gauge& ready_ = gauge(registry_, "authledger_ready", "1: /readyz says so.");
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}

Metrics::~Metrics() = default;

void Metrics::count(const MeasuredRequest& request) {
  families_->count(request);
}

std::string Metrics::text(const Sampled& sampled) {
  return families_->text(sampled);
}

Answer get_metrics(const Call& call) {
  Sampled sampled;
  for (const auto& sample : call.vitals.samplers) sample(sampled);
  sampled.events = store::last_position(call.reader);
  sampled.is_ready = !call.vitals.health.not_ready(call.now);
  return Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                  .body = call.vitals.metrics.text(sampled)};
}

}  // namespace authledger::server
