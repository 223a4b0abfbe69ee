// HEAD and OPTIONS, of every address.
#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

TEST(Options, SayWhatAnAddressAnswersTo) {
  Service service;
  const auto allowed = [&](const std::string& target) {
    const auto response = service.send({"OPTIONS", target, "", ""});
    EXPECT_EQ(response.status, 204) << target;
    EXPECT_EQ(response.body, "");
    return header_of(response, "Allow");
  };
  EXPECT_EQ(allowed("/v1/worklist"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(allowed("/v1/events"), "POST, OPTIONS");
  EXPECT_EQ(allowed("/v1/members/nobody"), "GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(allowed("/v1/policies/any/thing?at=all"), "GET, HEAD, OPTIONS");
}

TEST(Options, OfNoAddressAreNotFound) {
  Service service;
  EXPECT_EQ(service.send({"OPTIONS", "/v1/nothing", "", ""}).status, 404);
}

TEST(Methods, ThatNobodyAnswersNameThoseThatAre) {
  Service service;
  for (const char* method : {"DELETE", "PATCH", "TRACE", "PROPFIND"}) {
    const auto response = service.send({method, "/v1/worklist", "", ""});
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, OPTIONS");
  }
}

// The socket leaves the body of HEAD out (http_test.cpp); all else is that of GET.
TEST(Head, AnswersAsGetDoes) {
  Service service;
  admit(service, "E1", {{"id", "m-1"}, {"name", "Invented Person"}});
  for (const char* target :
       {"/v1/episodes?query=invented", "/v1/worklist?limit=1", "/v1/policies", "/v1/worklist.ics",
        "/v1/episodes/E1/explain", "/v1/episodes/nobody/explain", "/v1/episodes?limit=0"}) {
    const auto get = service.get(target);
    const auto head = service.send({"HEAD", target, "", ""});
    EXPECT_EQ(head.status, get.status) << target;
    EXPECT_EQ(head.content_type, get.content_type) << target;
    EXPECT_EQ(header_of(head, "Link"), header_of(get, "Link")) << target;
    EXPECT_TRUE(get.status != 200 || head.body == get.body) << target;
  }
}

}  // namespace
}  // namespace authledger::test
