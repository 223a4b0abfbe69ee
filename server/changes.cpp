#include "server/changes.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/json_writer.hpp"
#include "engine/store/api_keys.hpp"
#include "engine/store/browser_sessions.hpp"
#include "engine/store/event_list.hpp"
#include "server/event_json.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

using std::chrono::steady_clock;

// The pages of one look: most of those who wait have read equally far and share one.
class Pages {
 public:
  explicit Pages(sql::Connection& reader) : reader_(reader) {}

  // Null: the key of whoever waits was revoked, or their session has ended. What cannot be read is
  // an answer too: nobody must wait for it.
  const ChangePage* page_for(const WaitForChanges& wanted) {
    try {
      if (!view_) view_.emplace(reader_);
      return has_ended(*wanted.principal) ? nullptr : &page(wanted);
    } catch (const std::exception& error) {
      spdlog::error("the changes after {} cannot be read: {}", wanted.after, error.what());
      return &unreadable_;
    }
  }

 private:
  bool has_ended(const Principal& who) {
    if (!who.session.empty()) return !store::find_session(reader_, who.session);
    if (who.key.empty()) return false;
    const auto found = store::find_key(reader_, who.key);
    return !found || found->revoked_at;
  }

  const ChangePage& page(const WaitForChanges& wanted) {
    const Key key(wanted.after, wanted.limit, wanted.is_csv, wanted.principal->facilities);
    const auto found = pages_.find(key);
    if (found != pages_.end()) return found->second;
    return pages_.emplace(key, read_changes(reader_, wanted)).first->second;
  }

  sql::Connection& reader_;
  std::optional<sql::Transaction> view_;
  using Key = std::tuple<std::int64_t, std::size_t, bool, store::Compartment>;
  std::map<Key, ChangePage> pages_;
  const ChangePage unreadable_{
      false,
      problem(500, "internal", "the changes cannot be read; the log of the service says why")};
};

std::int64_t position_or_zero(Parameters& parameters, std::string_view name, Problems& problems) {
  const auto text = parameters.text(name);
  if (!text) return 0;
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), position);
  if (error != std::errc() || end != text->data() + text->size() || position < 0)
    problems.push_back({ProblemCode::out_of_range,
                        std::string(name) + " is \"" + shortened(*text, 100) +
                            "\" in the address; it must be the next of an earlier answer, or 0",
                        ""});
  return position;
}

// Nobody was ever told a position that is not there: the ledger is an earlier copy of the one that
// told it.
Response refuse_future(std::int64_t after, std::int64_t last) {
  return refusal(409, {{ProblemCode::conflict,
                        "after is " + std::to_string(after) + ", but the last change is " +
                            std::to_string(last) +
                            "; this ledger was restored from an earlier copy, so what was read of "
                            "it must be read again from after=0",
                        ""}});
}

// Nobody waits longer than the key or the token lasts.
std::chrono::seconds at_most(std::chrono::seconds asked, const Principal& principal, Instant now) {
  if (!principal.expires_at) return asked;
  const std::chrono::microseconds left(principal.expires_at->microseconds() - now.microseconds());
  return std::clamp(std::chrono::floor<std::chrono::seconds>(left), std::chrono::seconds(0), asked);
}

}  // namespace

std::vector<Waiter> answer_waiters(sql::Connection& reader, std::vector<Waiter> waiters,
                                   steady_clock::time_point now, bool is_closing) {
  std::vector<Waiter> patient;
  Pages pages(reader);
  for (Waiter& waiter : waiters) {
    const ChangePage* page = pages.page_for(waiter.wanted);
    if (!page)
      waiter.responder(not_signed_in());
    else if (page->is_empty && !is_closing && !*waiter.is_hurried && now < waiter.until)
      patient.push_back(std::move(waiter));
    else
      waiter.responder(page->response);
  }
  return patient;
}

ChangePage read_changes(sql::Connection& reader, const WaitForChanges& wanted) {
  const auto& visible = wanted.principal->facilities;
  const auto events =
      store::events_after(reader, wanted.after, {.events = wanted.limit, .visible = visible});
  JsonWriter out;
  out.begin_object();
  out.key("changes");
  out.begin_array();
  for (const store::ListedEvent& event : events) {
    out.begin_object();
    out.field("position", event.position);
    write_listed(out, event);
    out.end_object();
  }
  out.end_array();
  // What was purged is behind whoever has read all that is left. Nothing is purged while we serve.
  const std::int64_t next = events.empty()
                                ? std::max(wanted.after, store::last_purged_position(reader))
                                : events.back().position;
  out.field("next", next);
  out.field("last", store::last_position_in(reader, visible));
  out.end_object();
  Response response = list_answer(wanted.is_csv, out.text(), "changes", event_columns());
  if (wanted.is_csv)  // whose rows have no room for it
    response.headers.emplace_back("Link",
                                  "</v1/changes?format=csv&limit=" + std::to_string(wanted.limit) +
                                      "&after=" + std::to_string(next) + ">; rel=\"next\"");
  return {events.empty(), std::move(response)};
}

struct ChangeRoom::State {
  std::mutex mutex;
  std::condition_variable called;
  bool is_called = false, is_closing = false;
  std::size_t count = 0;  // of those who wait, those who are looked at just now included
  std::vector<Waiter> waiters;

  // After every commit: whoever enters later looks for himself.
  void call() {
    {
      const std::lock_guard lock(mutex);
      if (count == 0) return;
      is_called = true;
    }
    called.notify_one();
  }

  // Sleeps until there is something to do; takes everybody.
  std::vector<Waiter> await_call(bool& closes) {
    std::unique_lock lock(mutex);
    const auto is_due = [&] { return is_called || is_closing; };
    if (waiters.empty()) {
      called.wait(lock, is_due);
    } else {
      steady_clock::time_point soonest = waiters.front().until;
      for (const Waiter& waiter : waiters) soonest = std::min(soonest, waiter.until);
      called.wait_until(lock, soonest, is_due);
    }
    is_called = false;
    closes = is_closing;
    return std::exchange(waiters, {});
  }

  void put_back(std::vector<Waiter> patient, std::size_t answered) {
    const std::lock_guard lock(mutex);
    count -= answered;
    for (Waiter& waiter : patient) waiters.push_back(std::move(waiter));
  }

  void run(sql::Connection& reader) {
    for (bool closes = false; !closes;) {
      std::vector<Waiter> waiters_now = await_call(closes);
      if (waiters_now.empty()) continue;
      const std::size_t before = waiters_now.size();
      std::vector<Waiter> patient =
          answer_waiters(reader, std::move(waiters_now), steady_clock::now(), closes);
      put_back(std::move(patient), before - patient.size());
    }
  }
};

ChangeRoom::ChangeRoom(std::unique_ptr<sql::Connection> reader)
    : state_(std::make_shared<State>()),
      reader_(std::move(reader)),
      thread_([this] { state_->run(*reader_); }) {}

ChangeRoom::~ChangeRoom() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_closing = true;
  }
  state_->called.notify_one();
  thread_.join();
}

bool ChangeRoom::enter(const WaitForChanges& wanted, const std::shared_ptr<Hurry>& hurry,
                       Responder responder) {
  const auto is_hurried = std::make_shared<std::atomic<bool>>(false);
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->count == most_waiting) return false;
    ++state_->count;
    state_->waiters.push_back(
        {wanted, steady_clock::now() + wanted.at_most, is_hurried, std::move(responder)});
    state_->is_called = true;  // what was committed since the caller looked
  }
  state_->called.notify_one();
  if (hurry)
    hurry->then([is_hurried, state = std::weak_ptr(state_)] {
      *is_hurried = true;
      if (const auto room = state.lock()) room->call();
    });
  return true;
}

std::function<void()> ChangeRoom::bell() const {
  return [state = std::weak_ptr(state_)] {
    if (const auto room = state.lock()) room->call();
  };
}

Answer get_changes(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  WaitForChanges wanted;
  wanted.after = position_or_zero(parameters, "after", problems);
  wanted.limit = static_cast<std::size_t>(parameters.integer_or("limit", 1, 1'000, 100));
  wanted.principal = call.request.principal;
  wanted.at_most =
      at_most(std::chrono::seconds(parameters.integer_or("wait", 0, longest_wait_for_changes, 0)),
              *wanted.principal, call.now);
  wanted.is_csv = wants_csv(call, parameters);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const std::int64_t last = store::last_position_in(call.reader, wanted.principal->facilities);
  if (wanted.after > last) return refuse_future(wanted.after, last);
  if (wanted.after == last && wanted.at_most.count() > 0) return wanted;
  return read_changes(call.reader, wanted).response;
}

}  // namespace authledger::server
