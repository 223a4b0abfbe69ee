// What the tests of reading have in common: a service with invented members, and walking a list
// page by page.
#pragma once

#include <string>
#include <vector>

#include "tests/server/service.hpp"

namespace authledger::test {

// Registers the member and admits them, under coverage.
inline void admit(Service& service, const std::string& episode, const Json& member) {
  service.put("/v1/members/" + member["id"].get<std::string>(), member.dump());
  Json admitted = parsed(admission(episode));
  admitted["member"] = member["id"];
  service.post("[" + admitted.dump() + "," + coverage(episode) + "]");
}

inline server::Response get_accepting(Service& service, const std::string& target,
                                      const std::string& accept) {
  server::Request request{"GET", target, "", ""};
  request.accept = accept;
  return service.send(request);
}

// The texts of a member of all items, page by page, along the Link header.
inline std::vector<std::string> walk(Service& service, std::string target,
                                     const std::string& field) {
  std::vector<std::string> all;
  for (int pages = 0; !target.empty() && pages < 1'000; ++pages) {
    const auto response = service.get(target);
    EXPECT_EQ(response.status, 200) << response.body;
    const Json body = body_of(response);
    for (const Json& item : body["items"]) all.push_back(item[field]);
    const std::string link = header_of(response, "Link");
    EXPECT_EQ(link.empty(), body["next"].is_null()) << link;
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  return all;
}

}  // namespace authledger::test
