#include "server/reload.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <vector>

#include "engine/store/audit.hpp"
#include "engine/store/payers_folder.hpp"
#include "engine/store/reminders.hpp"
#include "server/own_files.hpp"
#include "server/own_write.hpp"
#include "server/startup.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t episodes_per_commit = 20;  // the writes of others wait so long
constexpr milliseconds between_looks{20};

void log_problems(std::string_view what, const Problems& problems) {
  for (const Problem& problem : problems) {
    const std::string place = problem.pointer.empty() ? "" : problem.pointer + ": ";
    spdlog::error("{} not reloaded: {}{}", what, place, problem.detail);
  }
}

}  // namespace

Reloader::Reloader(Reloadable what, HttpServer& http, std::vector<Organization*> organizations)
    : what_(std::move(what)),
      http_(http),
      organizations_(std::move(organizations)),
      thread_([this] { run(); }) {}

Reloader::~Reloader() {
  stop();
}

void Reloader::request() {
  {
    const std::lock_guard lock(mutex_);
    is_requested_ = true;
  }
  changed_.notify_all();
}

void Reloader::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Reloader::is_stopping() {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

void Reloader::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return is_stopping_ || is_requested_; });
      if (is_stopping_) return;
      is_requested_ = false;
    }
    manager_.reloading();
    try {
      std::vector<std::string> names;
      for (const Organization* it : organizations_) names.push_back(it->name());
      reload_keys();
      reload_endpoints(names);
      reload_policies();
      reload_reminders(names);
    } catch (const std::exception& error) {
      spdlog::error("not reloaded: {}", error.what());
    }
    if (!is_stopping()) manager_.ready();
  }
}

void Reloader::reload_keys() {
  if (!what_.tls) return;
  auto tls = load_tls(*what_.tls);
  if (!tls) return log_problems("keys", tls.error());
  if (!enter_in_audit("keys")) return;
  http_.post([&http = http_, tls = *tls] { http.use(tls); });
  spdlog::info("keys reloaded; connections that begin from now on use them");
}

// What is under way to the endpoints of before arrives first.
void Reloader::reload_endpoints(const std::vector<std::string>& names) {
  auto read = read_own_endpoints(what_.endpoints, names);
  if (!read) return log_problems("endpoints", read.error());
  for (Organization* it : organizations_) it->use(std::move((*read)[it->name()]));
}

void Reloader::reload_reminders(const std::vector<std::string>& names) {
  auto read = read_own_reminders(what_.reminders, names);
  if (!read) return log_problems("reminders", read.error());
  for (Organization* organization : organizations_) {
    const auto answer =
        write(organization->writer(),
              {[rules = (*read)[organization->name()]](sql::Connection& connection, Instant now) {
                 if (!store::put_reminder_rules(connection, rules))
                   return Response{.status = 204, .content_type = "", .body = ""};
                 store::append_audit(connection,
                                     store::local_entry(now, "reload", "SIGHUP", "reminders"));
                 return Response{};
               },
               1});
    if (!answer || answer->status != 200) continue;
    spdlog::info("{}: other reminders are in force", organization->name());
    restate_open_episodes(what_.book, organization->writer());
  }
}

void Reloader::reload_policies() {
  auto read = store::read_payers_folder(what_.payers);
  if (!read) return log_problems("policies", read.error());
  if (read->fingerprint == what_.book->fingerprint)
    return spdlog::info("policies are the same as before");
  const auto book = std::make_shared<const PolicyBook>(std::move(*read));
  if (!enter_in_audit("policies") || !put_in_force(book)) return;
  what_.book = book;
  spdlog::info("policies reloaded; requests from now on are answered under them");
  for (Organization* organization : organizations_)
    restate_open_episodes(book, organization->writer());
}

// False: it could not be entered, so it must not be done.
bool Reloader::enter_in_audit(const std::string& what) {
  const Write entry{[what](sql::Connection& connection, Instant now) {
                      store::append_audit(connection,
                                          store::local_entry(now, "reload", "SIGHUP", what));
                      return Response{};
                    },
                    1};
  return std::ranges::all_of(organizations_, [&](Organization* organization) {
    const auto answer = write(organization->writer(), entry);
    return answer && answer->status == 200;
  });
}

// False: the service is stopping.
bool Reloader::put_in_force(const std::shared_ptr<const PolicyBook>& book) {
  const auto done = std::make_shared<std::promise<void>>();
  auto is_done = done->get_future();
  http_.post([this, book, done] {
    for (Organization* organization : organizations_) organization->use(book);
    done->set_value();
  });
  while (is_done.wait_for(between_looks) != std::future_status::ready)
    if (is_stopping()) return false;
  return true;
}

void Reloader::restate_open_episodes(const std::shared_ptr<const PolicyBook>& book,
                                     Writer& writer) {
  const auto outdated = std::make_shared<std::vector<std::string>>();
  const auto listed = write(writer, {[book, outdated](sql::Connection& connection, Instant now) {
                                       *outdated = outdated_episodes(*book, connection, now);
                                       return Response{};
                                     },
                                     1});
  if (!listed || listed->status != 200) return;
  std::size_t restated = 0;
  for (std::size_t first = 0; first < outdated->size(); first += episodes_per_commit) {
    const auto begin = outdated->begin() + static_cast<std::ptrdiff_t>(first);
    const auto size = std::min(episodes_per_commit, outdated->size() - first);
    std::vector<std::string> some(begin, begin + static_cast<std::ptrdiff_t>(size));
    const auto answer = write(writer, {[book, some](sql::Connection& connection, Instant now) {
                                         restate_some(*book, connection, some, now);
                                         return Response{};
                                       },
                                       size});
    if (!answer) return;
    if (answer->status == 200) restated += size;
  }
  spdlog::info("restated {} of {} open episodes that stood under other policies", restated,
               outdated->size());
}

std::optional<Response> Reloader::write(Writer& writer, const Write& write) {
  return write_in_turn(writer, write, [this](milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [&] { return is_stopping_; });
  });
}

}  // namespace authledger::server
