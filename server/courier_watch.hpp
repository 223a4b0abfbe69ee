// The thread that delivers: it asks the courier what is due, lets the carrier carry it, and has
// what became of it written by the writer.
//
//     CourierWatch watch(endpoints, data.connect_to_read(), writer, machine_time);
//     watch.stop();      // before the writer stops; what is under way is sent again next time
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "server/carrier.hpp"
#include "server/courier.hpp"
#include "server/writer.hpp"

namespace authledger::server {

class CourierWatch {
 public:
  // Without endpoints there is no thread. The endpoints are known to the ledger when this returns.
  CourierWatch(Endpoints endpoints, std::unique_ptr<sql::Connection> reader, Writer& writer,
               std::function<Instant()> clock);
  ~CourierWatch();  // stop()
  CourierWatch(const CourierWatch&) = delete;
  CourierWatch& operator=(const CourierWatch&) = delete;

  // Goes on with these as soon as nothing is under way; nothing new is begun until then. Entered in
  // the audit trail of the ledger. Not at the same time as stop().
  void use(Endpoints endpoints);

  void stop();

 private:
  void run();
  void turn();
  bool take_over();  // false: what is under way goes to endpoints of before
  bool put_in_force(Endpoints endpoints, bool is_entered);
  void start(Parcel parcel);
  void report(const Carried& carried);
  bool write(const Write& write);

  std::unique_ptr<Courier> courier_;
  std::size_t under_way_ = 0;  // with the carrier
  std::mutex mutex_;
  std::optional<Endpoints> wanted_;  // in place of the courier's
  Carrier carrier_;
  const std::unique_ptr<sql::Connection> reader_;
  Writer& writer_;
  const std::function<Instant()> clock_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
