// Every payload of tests/data/http11probe, answered as tests/data/http11probe/answers.json says and
// as the collection lets a strict server answer; and what comes behind it on the same connection is
// either the next request, or nobody's.
#include <gtest/gtest.h>

#include "tests/server/echo.hpp"
#include "tests/server/probes.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using Asked = std::vector<std::string>;

const std::string next_request = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Whether the collection lets a server answer so; 0: it closed without an answer.
bool is_let(const Json& said, int status) {
  if (status == 0 && said.value("allow_close", false)) return true;
  if (const std::string exact = said.value("expected_status", ""); !exact.empty())
    return exact == "Range2xx" ? status / 100 == 2 : exact == "Exact " + std::to_string(status);
  const std::string text = said.value("expected_text", "");
  for (const char* rule : {"!101", "non-101", "non-1xx", "not 414", "Reject"})
    if (text.starts_with(rule)) return status != 414 && status / 100 != 1 && status != 0;
  if (text.starts_with("IMF")) return status / 100 == 2;
  // 408 and 413 say why it closes.
  if (status == 0 || status == 408 || status == 413) return text.find("close") != std::string::npos;
  return text.find(std::to_string(status)) != std::string::npos ||
         (status / 100 == 2 && text.find("2xx") != std::string::npos);
}

class Probes : public testing::Test {
 protected:
  static constexpr server::HttpLimits quick{.head = 700ms, .request = 700ms};
  Echo echo{quick};

  // Of the payload, with what follows it.
  std::optional<Received> answer_to(Client& client, const Probe& probe) {
    return client.receive(probe.payload.starts_with("HEAD"));
  }
};

TEST_F(Probes, AreAnsweredAsAStrictServerDoes) {
  const Json answers = read_probe_file("answers.json");
  const std::vector<Probe> probes = all_probes();
  for (const Probe& probe : probes) {
    Client client(echo.port());
    client.send(probe.payload);
    const auto received = answer_to(client, probe);
    const int status = received ? received->status : 0;
    EXPECT_EQ(status, answers.value(probe.id, -1)) << probe.id;
    EXPECT_TRUE(is_let(probe.said, status)) << probe.id << " " << status << " " << probe.said;
    if (!received) continue;
    EXPECT_NE(received->head.find("Date: "), std::string::npos) << probe.id;
    const bool closes = received->head.find("Connection: close") != std::string::npos;
    const bool is_refused = status >= 400 && status != 405;
    EXPECT_TRUE(closes || !is_refused) << probe.id;
    EXPECT_TRUE(!closes || client.is_closed_by_server()) << probe.id;
  }
  EXPECT_EQ(probes.size(), answers.size());
}

// Nothing that the sender of the payload wrote into it may be taken for a request, and what stands
// behind it is answered once or, with the connection closed, not at all.
TEST_F(Probes, LeaveNothingBehindThatIsReadAsARequest) {
  for (const Probe& probe : all_probes()) {
    Client alone(echo.port());
    alone.send(probe.payload);
    const auto first = answer_to(alone, probe);
    const Asked own = echo.asked();
    EXPECT_LE(own.size(), 1u) << probe.id;
    if (first && first->status == 408) continue;  // what follows still belongs to its body
    Client client(echo.port());
    client.send(probe.payload + next_request);
    const auto again = answer_to(client, probe);
    ASSERT_EQ(first.has_value(), again.has_value()) << probe.id;
    EXPECT_EQ(first ? first->status : 0, again ? again->status : 0) << probe.id;
    Asked expected = own;
    if (first && first->head.find("Connection: close") == std::string::npos) {
      const auto next = client.receive();
      ASSERT_TRUE(next) << probe.id;
      EXPECT_EQ(next->status, 200) << probe.id;
      expected.push_back("GET /next");
    } else {
      EXPECT_TRUE(client.is_closed_by_server()) << probe.id;
    }
    EXPECT_EQ(echo.asked(), expected) << probe.id;
  }
}

TEST_F(Probes, BodiesArriveAsTheyWereSent) {
  for (const Probe& probe : all_probes()) {
    if (probe.said.value("expected_text", "") != "2xx + echo") continue;
    Client client(echo.port());
    client.send(probe.payload);
    EXPECT_TRUE(client.receive()->body.starts_with("hello")) << probe.id;
  }
}

}  // namespace
}  // namespace authledger::test
