// The gate: says who a request is from, and hands it to the API of that organization. It goes by
// what stands in the ledger when the request comes, so that a key that was revoked is refused at
// once, also on a connection that is open.
//
//     Gate gate(SignIn::required, clock);
//     gate.add("main", main_api, data.connect_to_read());
//     gate.handle(request, respond);          // of the HTTP server
//
// Whoever has no key that is in force is nobody (anonymous_principal) and goes to the main
// organization, whose API lets them see what is public.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/store/sql.hpp"
#include "server/api.hpp"
#include "server/identity_provider.hpp"
#include "server/principal.hpp"
#include "server/request.hpp"

namespace authledger::server {

enum class SignIn : std::uint8_t {
  required,
  off  // whoever reaches the service is local_principal()
};

class Gate {
 public:
  // `clock`: by which keys expire.
  Gate(SignIn sign_in, std::function<Instant()> clock);

  // `api` outlives the gate's last request. `keys`: the ledger that the organization's keys are in.
  void add(const std::string& organization, Api& api, std::unique_ptr<sql::Connection> keys);

  // Lets in whom its tokens name, into the organizations that were added. It outlives the gate's
  // last request.
  void trust(IdentityProvider& provider) { provider_ = &provider; }

  // On one thread, that of Api::handle. Takes the authorization out of the request.
  void handle(Request& request, const Responder& responder);

 private:
  struct Door {
    Api* api;
    std::unique_ptr<sql::Connection> keys;
  };

  std::shared_ptr<const Principal> principal_of(const Request& request);
  std::shared_ptr<const Principal> principal_of_key(std::string_view text);
  std::shared_ptr<const Principal> principal_of_token(std::string_view text);
  // Whoever reads may do it at more facilities while a glass is broken.
  std::shared_ptr<const Principal> with_emergencies(const Request& request,
                                                    std::shared_ptr<const Principal> who);

  const SignIn sign_in_;
  const std::function<Instant()> clock_;
  std::map<std::string, Door, std::less<>> doors_;  // by organization
  IdentityProvider* provider_ = nullptr;            // null: no token is good
};

}  // namespace authledger::server
