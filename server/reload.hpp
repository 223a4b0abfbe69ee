// What SIGHUP asks for: the payers folder, the keys, the endpoints and the reminders are read
// again, on a thread of its own while the service goes on. What is good takes effect for requests
// and connections that begin later; what is bad is refused as a whole, with every problem in the
// log, and the old stays.
//
//     Reloader reloader({flags.payers, tls_files, book, ...}, http, organizations);
//     http.on_hangup([&] { reloader.request(); });
//
// Under other policies the open episodes are restated as at a start, a few in each transaction.
// That begins after the API has the new book and queues behind what was written under the old one,
// so no rows are left of the old.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "server/http.hpp"
#include "server/http_tls.hpp"
#include "server/organization.hpp"
#include "server/service_manager.hpp"

namespace authledger::server {

struct Reloadable {
  std::string payers;                      // the folder
  std::optional<TlsFiles> tls;             // none: the server speaks in the clear
  std::shared_ptr<const PolicyBook> book;  // what is in force
  std::string endpoints, reminders;        // places, as told
};

class Reloader {
 public:
  Reloader(Reloadable what, HttpServer& http, std::vector<Organization*> organizations);
  ~Reloader();  // stop()
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // Asks for it; what was asked for already and not begun is not done twice. From any thread.
  void request();

  // Ends the thread, between two transactions. Before the writer stops.
  void stop();

 private:
  void run();
  void reload_keys();
  void reload_endpoints(const std::vector<std::string>& names);
  void reload_policies();
  void reload_reminders(const std::vector<std::string>& names);
  bool enter_in_audit(const std::string& what);
  bool put_in_force(const std::shared_ptr<const PolicyBook>& book);
  void restate_open_episodes(const std::shared_ptr<const PolicyBook>& book, Writer& writer);
  std::optional<Response> write(Writer& writer, const Write& write);
  bool is_stopping();

  Reloadable what_;
  HttpServer& http_;
  const std::vector<Organization*> organizations_;

  const ServiceManager manager_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_requested_ = false;
  bool is_stopping_ = false;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
