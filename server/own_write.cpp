#include "server/own_write.hpp"

#include <future>
#include <memory>

namespace authledger::server {
namespace {

constexpr std::chrono::milliseconds between_looks{20};

}  // namespace

std::optional<Response> write_in_turn(
    Writer& writer, const Write& write,
    const std::function<bool(std::chrono::milliseconds)>& pauses) {
  const auto answered = std::make_shared<std::promise<Response>>();
  auto answer = answered->get_future();
  while (!writer.submit(
      write, [answered](Response response) { answered->set_value(std::move(response)); }))
    if (!pauses(between_looks)) return std::nullopt;
  return answer.get();
}

}  // namespace authledger::server
