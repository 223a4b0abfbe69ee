// The gate: says who a request is from, and hands it to the API of that organization. It goes by
// what stands in the ledger when the request comes, so that a key that was revoked is refused at
// once, also on a connection that is open.
//
//     Gate gate(SignIn::required, clock);
//     gate.add("main", main_api, data.connect_to_read());
//     gate.handle(request, respond);          // of the HTTP server
//
// A calendar program, which can send a name and a password but no Bearer token, sends the key as
// the password; for the calendar only, since a browser that was asked once would send it everywhere
// below. Whoever sends no authorization may have a browser's session instead. Whoever has neither a
// key nor a session that is in force is nobody (anonymous_principal) and goes to the main
// organization, whose API lets them see what is public; to sign in, to the organization that the
// request names.
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
#include "server/sign_in_settings.hpp"

namespace authledger::server {

class Gate {
 public:
  // `clock`: by which keys expire.
  Gate(SignIn sign_in, std::function<Instant()> clock);

  // `api` outlives the gate's last request. `keys`: the ledger that the organization's keys are in.
  void add(const std::string& organization, Api& api, std::unique_ptr<sql::Connection> keys);

  // Lets in whom its tokens name, into the organizations that were added. It outlives the gate's
  // last request.
  void trust(IdentityProvider& provider) { provider_ = &provider; }

  // How browsers sign in; without it none does. Before the first request.
  void use(const SignInSettings& settings) { settings_ = settings; }

  // On one thread, that of Api::handle. Takes authorization and cookie out of the request.
  void handle(Request& request, const Responder& responder);

 private:
  struct Door {
    Api* api;
    std::unique_ptr<sql::Connection> keys;
  };

  std::shared_ptr<const Principal> principal_of(const Request& request);
  std::shared_ptr<const Principal> principal_of_key(std::string_view text);
  std::shared_ptr<const Principal> principal_of_token(std::string_view text);
  std::shared_ptr<const Principal> principal_of_cookie(const Request& request);
  // Nobody of the organization whose people want to sign in by the request, when it is another
  // than that of whoever sends it.
  std::shared_ptr<const Principal> at_the_door(const Request& request,
                                               std::shared_ptr<const Principal> who);
  // Whoever reads may do it at more facilities while a glass is broken.
  std::shared_ptr<const Principal> with_emergencies(const Request& request,
                                                    std::shared_ptr<const Principal> who);

  const SignIn sign_in_;
  const std::function<Instant()> clock_;
  SignInSettings settings_;
  std::map<std::string, Door, std::less<>> doors_;  // by organization
  IdentityProvider* provider_ = nullptr;            // null: no token is good
};

}  // namespace authledger::server
