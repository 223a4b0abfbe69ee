// One organization of the service: its ledger and whatever works on it. Nothing in here knows of
// another organization; the wall between them is that each has its own file and its own
// connections.
//
//     Ledger ledger("main", "var", sql::usual_checkpoint_pages);
//                                                       // throws as DataDirectory::open_to_write
//     ledger.make_ready(*book, zone);
//     Organization organization(ledger, settings, book, http, end_without_answering);
//     gate.add(ledger.name(), organization.api(), ledger.connect_to_read());
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/standing/reminders.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/people.hpp"
#include "engine/time/zone.hpp"
#include "server/api.hpp"
#include "server/changes.hpp"
#include "server/clock.hpp"
#include "server/courier_watch.hpp"
#include "server/http.hpp"
#include "server/night_watch.hpp"
#include "server/sign_in_desk.hpp"
#include "server/spool_watch.hpp"
#include "server/writer.hpp"

namespace authledger::server {

// The ledger, open to be written, without anybody who works on it yet.
class Ledger {
 public:
  // `data`: of the service; the organization's lies in it. `checkpoint_pages`: of the log.
  Ledger(std::string organization, const std::string& data, int checkpoint_pages);

  // Enters the first facility of an empty register, and restates what stood under other policies.
  void make_ready(const PolicyBook& book, const Zone& zone);

  // The rules of reminders, in place of those before; entered in the audit trail when they differ.
  // Before make_ready().
  void use(const std::vector<ReminderRule>& reminders);

  // When the ledger has nobody who could sign in by a password, or only the administrator that this
  // made before and who never did: makes that one, with every role that a single machine needs, and
  // a link; entered in the audit trail. None: there is somebody. While no writer works on it.
  std::optional<store::OneTimeLink> welcome_administrator();

  // "start" or "stop", in the audit trail. While no writer works on it.
  void enter_in_audit(const std::string& action);

  const std::string& name() const { return name_; }
  const std::string& directory() const { return directory_; }
  Clock& clock() { return clock_; }
  sql::Connection& writer() { return data_.writer(); }
  std::unique_ptr<sql::Connection> connect_to_read() const { return data_.connect_to_read(); }

 private:
  std::string name_, directory_;
  store::DataDirectory data_;
  Clock clock_{machine_time};
};

struct OrganizationSettings {
  WriterLimits writer;
  NightSettings night;
  Endpoints endpoints = {};
  std::shared_ptr<SignInDesk> desk = std::make_shared<SignInDesk>();
};

class Organization {
 public:
  // `http` outlives it; `ledger` too. on_broken: see Writer.
  Organization(Ledger& ledger, const OrganizationSettings& settings,
               const std::shared_ptr<const PolicyBook>& book, HttpServer& http,
               std::function<void(const std::string& why)> on_broken);

  Api& api() { return *api_; }
  Writer& writer() { return writer_; }

  // For whatever is computed from now on. On the thread of the HTTP server.
  void use(const std::shared_ptr<const PolicyBook>& book);

  // Who gets its notices from now on; entered in the audit trail. Nothing happens when they are the
  // same. From the thread that reloads.
  void use(Endpoints endpoints);
  const std::string& name() const { return name_; }

  // Finishes what was acknowledged. When the HTTP server does not run any more.
  void stop();

 private:
  void sample_from(const std::string& directory, bool is_main, const HttpServer& http);

  const std::string name_;
  std::string endpoints_;  // Endpoints::digest of those in force
  Writer writer_;
  ChangeRoom changes_;
  std::unique_ptr<Api> api_;
  NightWatch nights_;
  SpoolWatch spool_;
  std::optional<CourierWatch> courier_;  // begins when the writer tells everybody of its commits
};

}  // namespace authledger::server
