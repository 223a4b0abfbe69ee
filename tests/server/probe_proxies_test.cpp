// Every payload of tests/data/http11probe through nginx and haproxy, each followed by two marked
// requests on its connection and one on another: what the server is asked is what the proxy says
// that it has handed on, in its order, and every answer belongs to the request that it came back
// for.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "server/http.hpp"
#include "server/log.hpp"
#include "tests/server/probes.hpp"
#include "tests/server/proxies.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using server::HttpServer;
using server::Request;
using server::Responder;

// Answers 200 with the id that the proxy gave the request, and remembers it.
class Behind {
 public:
  Behind()
      : http_((server::start_log("off"), server::ListenAddress{"127.0.0.1", 0}),
              HttpLimits{.head = 2s, .request = 2s},
              [this](const Request& request, const Responder& respond) {
                const std::string id = request.idempotency_key.value_or("none");
                {
                  const std::lock_guard lock(mutex_);
                  asked_.push_back(id);
                }
                respond({200, "text/plain", request.target + "\n", {{"Asked", id}}});
              }),
        thread_([this] { http_.run(); }) {}
  ~Behind() {
    http_.stop();
    thread_.join();
  }
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;

  std::uint16_t port() const { return http_.port(); }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> asked_;
  HttpServer http_;
  std::thread thread_;
};

std::string field(const std::string& head, const std::string& name) {
  std::string lower;
  for (const char c : head) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto at = lower.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

// Whatever comes until the connection ends.
std::string all_of(const Client& client) {
  std::string text;
  for (;;) {
    pollfd waiting{client.descriptor(), POLLIN, 0};
    if (poll(&waiting, 1, 5'000) != 1) return text;
    char bytes[16'384];
    const ssize_t size = recv(client.descriptor(), bytes, sizeof bytes, 0);
    if (size <= 0) return text;
    text.append(bytes, static_cast<std::size_t>(size));
  }
}

struct Answered {
  std::string asked, proxy;  // ids: as the server and as the proxy has it; empty: not said
  std::string body;
};

// Those that the server has given; what else stands there is the proxy's own word.
std::vector<Answered> answers_in(std::string text, bool first_is_head) {
  std::vector<Answered> answers;
  while (text.starts_with("HTTP/1.")) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) break;
    const std::string head = text.substr(0, end + 4);
    text.erase(0, end + 4);
    if (head.substr(9, 1) == "1") continue;
    const std::string length = field(head, "content-length");
    const bool has_body = !first_is_head && !length.empty();
    const std::string body = has_body ? text.substr(0, std::stoul(length)) : "";
    text.erase(0, body.size());
    first_is_head = false;
    if (const std::string asked = field(head, "asked"); !asked.empty())
      answers.push_back({asked, field(head, "proxy-id"), body});
  }
  return answers;
}

std::string marked(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n";
}

std::string only(const std::vector<std::string>& these, const std::vector<std::string>& not_those) {
  std::string ids;
  for (const std::string& id : these)
    if (std::ranges::find(not_those, id) == not_those.end()) ids += " " + id;
  return ids;
}

class Behinds : public testing::TestWithParam<std::pair<Proxy::Kind, Proxy::Manner>> {
 protected:
  Behind behind;
  Proxy proxy{GetParam().first, behind.port(), GetParam().second};

  void check_sender(const Probe& probe, const std::string& mark) const {
    Client sender(proxy.port());
    sender.send(probe.payload + marked(mark + "-1") + "\r\n" + marked(mark + "-2") +
                "Connection: close\r\n\r\n");
    const std::string text = all_of(sender);
    std::vector<std::string> marks;
    for (const Answered& it : answers_in(text, probe.payload.starts_with("HEAD"))) {
      EXPECT_EQ(it.asked, it.proxy) << probe.id << "\n" << text;
      if (it.body.starts_with("/mark")) marks.push_back(it.body);
    }
    const std::vector<std::string> both{mark + "-1\n", mark + "-2\n"};
    EXPECT_TRUE(std::ranges::includes(both, marks)) << probe.id << "\n" << text;
  }
};

TEST_P(Behinds, NoPayloadPutsProxyAndServerOutOfStep) {
  int number = 0;
  for (const Probe& probe : all_probes()) {
    const std::string mark = "/mark-" + std::to_string(++number);
    check_sender(probe, mark);
    Client other(proxy.port());
    other.send(marked(mark + "-other") + "Connection: close\r\n\r\n");
    const std::string text = all_of(other);
    const auto answers = answers_in(text, false);
    ASSERT_EQ(answers.size(), 1u) << probe.id << "\n" << text;
    EXPECT_EQ(answers[0].body, mark + "-other\n") << probe.id;
    EXPECT_EQ(answers[0].asked, answers[0].proxy) << probe.id;
  }
  const std::vector<std::string> asked = behind.asked();
  const std::vector<std::string> forwarded = proxy.forwarded();
  EXPECT_EQ(forwarded, asked) << "only the proxy: " << only(forwarded, asked)
                              << "; only the server: " << only(asked, forwarded);
  EXPECT_GT(asked.size(), 2u * static_cast<std::size_t>(number));  // many are let through
}

INSTANTIATE_TEST_SUITE_P(Proxies, Behinds,
                         testing::Values(std::pair(Proxy::Kind::nginx, Proxy::Manner::strict),
                                         std::pair(Proxy::Kind::nginx, Proxy::Manner::lenient),
                                         std::pair(Proxy::Kind::haproxy, Proxy::Manner::strict),
                                         std::pair(Proxy::Kind::haproxy, Proxy::Manner::lenient)),
                         [](const auto& it) {
                           return std::string(it.param.first == Proxy::Kind::nginx ? "Nginx"
                                                                                   : "Haproxy") +
                                  (it.param.second == Proxy::Manner::strict ? "" : "MadeLenient");
                         });

}  // namespace
}  // namespace authledger::test
