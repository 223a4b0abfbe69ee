#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <list>
#include <mutex>

#include "engine/base/result.hpp"
#include "server/address_rules.hpp"
#include "server/carrier.hpp"
#include "server/file_drop.hpp"
#include "server/signature.hpp"

namespace authledger::server {
namespace {

void start_library() {
  static std::once_flag started;
  std::call_once(started, [] {
    ensure(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK, "libcurl does not start");
  });
}

// One parcel under way.
struct Transfer {
  explicit Transfer(Parcel it) : parcel(std::move(it)) {}
  ~Transfer() {
    curl_slist_free_all(headers);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(handle);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  Parcel parcel;
  CURL* handle = curl_easy_init();
  curl_slist* headers = nullptr;
  curl_slist* recipients = nullptr;
  std::string mail;
  std::size_t sent = 0, received = 0, most_received = 0;
  bool was_refused_address = false;
};

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  ensure(code == CURLE_OK, curl_easy_strerror(code));
}

bool is_public(const curl_sockaddr& address) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&address.addr);
  if (address.family == AF_INET)
    return is_public_address({bytes + offsetof(sockaddr_in, sin_addr), 4});
  if (address.family == AF_INET6)
    return is_public_address({bytes + offsetof(sockaddr_in6, sin6_addr), 16});
  return false;
}

// The address is what will be connected to: names, and what stands for an address in a URL, have
// been resolved.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto* const transfer = static_cast<Transfer*>(user);
  if (!transfer->parcel.endpoint->allows_private && !is_public(*address)) {
    transfer->was_refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_answer(char*, std::size_t one, std::size_t count, void* user) {
  auto* const transfer = static_cast<Transfer*>(user);
  transfer->received += one * count;
  return transfer->received > transfer->most_received ? 0 : one * count;  // 0: it is broken off
}

std::size_t give_mail(char* buffer, std::size_t one, std::size_t count, void* user) {
  auto* const transfer = static_cast<Transfer*>(user);
  const std::size_t size = std::min(one * count, transfer->mail.size() - transfer->sent);
  std::memcpy(buffer, transfer->mail.data() + transfer->sent, size);
  transfer->sent += size;
  return size;
}

void add(curl_slist*& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list, line.c_str());
  if (!longer) throw std::bad_alloc();
  list = longer;
}

void set_up(Transfer& transfer, const CarrierLimits& limits) {
  CURL* const handle = transfer.handle;
  if (!handle) throw std::bad_alloc();
  transfer.most_received = limits.answer_bytes;
  set(handle, CURLOPT_PRIVATE, static_cast<void*>(&transfer));
  set(handle, CURLOPT_URL, transfer.parcel.endpoint->url.c_str());
  if (!transfer.parcel.endpoint->authorities.empty()) {
    set(handle, CURLOPT_CAINFO, transfer.parcel.endpoint->authorities.c_str());
    set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_FRESH_CONNECT, 1L);
  set(handle, CURLOPT_FORBID_REUSE, 1L);
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.time.count()));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.time.count() / 2));
  set(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(handle, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
  set(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  set(handle, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(handle, CURLOPT_HEADERFUNCTION, &take_answer);
  set(handle, CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
}

void set_up_webhook(Transfer& transfer) {
  CURL* const handle = transfer.handle;
  const Parcel& parcel = transfer.parcel;
  add(transfer.headers, "Content-Type: application/json");
  add(transfer.headers, "Expect:");
  add(transfer.headers, "webhook-id: " + parcel.id);
  add(transfer.headers, "webhook-timestamp: " + std::to_string(parcel.at.seconds()));
  add(transfer.headers, "webhook-signature: " + webhook_signature(parcel.endpoint->keys, parcel.id,
                                                                  parcel.at, parcel.body));
  set(handle, CURLOPT_PROTOCOLS_STR, parcel.endpoint->allows_clear ? "http,https" : "https");
  set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(handle, CURLOPT_USERAGENT, "authledger");
  set(handle, CURLOPT_HTTPHEADER, transfer.headers);
  set(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(parcel.body.size()));
  set(handle, CURLOPT_POSTFIELDS, parcel.body.c_str());
}

std::string words_of(const Parcel& parcel) {
  if (parcel.words.empty())
    return "Look it up as " + parcel.id + " (" + parcel.kind +
           "). This mail says nothing more on purpose.\r\n";
  std::string lines;
  for (const char c : parcel.words) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return lines;
}

std::string mail_of(const Parcel& parcel) {
  const std::time_t seconds = parcel.at.seconds();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> date{};
  std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S +0000", &utc);
  std::string to;
  for (const std::string& it : parcel.endpoint->to) to += (to.empty() ? "" : ", ") + it;
  return "Date: " + std::string(date.data()) + "\r\nFrom: " + parcel.endpoint->from +
         "\r\nTo: " + to + "\r\nMessage-ID: <" + parcel.id + "@authledger>\r\nSubject: " +
         (parcel.words.empty() ? "Something waits in the ledger" : "The ledger this morning") +
         "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
         words_of(parcel);
}

void set_up_mail(Transfer& transfer) {
  CURL* const handle = transfer.handle;
  const Endpoint& endpoint = *transfer.parcel.endpoint;
  transfer.mail = mail_of(transfer.parcel);
  for (const std::string& it : endpoint.to) add(transfer.recipients, "<" + it + ">");
  set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(handle, CURLOPT_USE_SSL,
      static_cast<long>(endpoint.allows_clear ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  set(handle, CURLOPT_MAIL_FROM, ("<" + endpoint.from + ">").c_str());
  set(handle, CURLOPT_MAIL_RCPT, transfer.recipients);
  if (!endpoint.user.empty()) {
    set(handle, CURLOPT_USERNAME, endpoint.user.c_str());
    set(handle, CURLOPT_PASSWORD, endpoint.password.c_str());
  }
  set(handle, CURLOPT_UPLOAD, 1L);
  set(handle, CURLOPT_READFUNCTION, &give_mail);
  set(handle, CURLOPT_READDATA, static_cast<void*>(&transfer));
}

Outcome outcome_of_mail(CURLcode code, int status) {
  Outcome outcome;
  outcome.status = status;
  if (code == CURLE_OK) outcome.kind = Outcome::Kind::delivered;
  outcome.what = code == CURLE_OK ? "mail taken" : curl_easy_strerror(code);
  return outcome;
}

// An answer that is too long has been told apart by its status all the same.
Outcome outcome_of(const Transfer& transfer, CURLcode code) {
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer.handle, CURLINFO_RETRY_AFTER, &retry_after);
  if (transfer.was_refused_address && status == 0)
    return {.what = "the address is not public, and the endpoint may not be at another"};
  if (transfer.parcel.endpoint->type == Endpoint::Type::smtp)
    return outcome_of_mail(code, static_cast<int>(status));
  const bool is_answered =
      code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer.received > transfer.most_received);
  if (!is_answered || status < 200) return {.what = curl_easy_strerror(code)};
  return outcome_of_status(static_cast<int>(status), retry_after > 0
                                                         ? std::optional<std::int64_t>(retry_after)
                                                         : std::nullopt);
}

}  // namespace

struct Carrier::State {
  CarrierLimits limits;
  CURLM* multi = nullptr;
  std::list<Transfer> transfers;
  std::vector<Carried> done;  // without curl
};

Carrier::Carrier(CarrierLimits limits) : state_(std::make_unique<State>()) {
  start_library();
  state_->limits = limits;
  state_->multi = curl_multi_init();
  if (!state_->multi) throw std::bad_alloc();
}

Carrier::~Carrier() {
  for (Transfer& it : state_->transfers) curl_multi_remove_handle(state_->multi, it.handle);
  state_->transfers.clear();
  curl_multi_cleanup(state_->multi);
}

void Carrier::start(Parcel parcel) {
  if (parcel.endpoint->type == Endpoint::Type::file) {
    const Outcome outcome = drop_file(parcel);
    state_->done.push_back({std::move(parcel), outcome});
    return;
  }
  Transfer& transfer = state_->transfers.emplace_back(std::move(parcel));
  set_up(transfer, state_->limits);
  if (transfer.parcel.endpoint->type == Endpoint::Type::webhook)
    set_up_webhook(transfer);
  else
    set_up_mail(transfer);
  curl_multi_add_handle(state_->multi, transfer.handle);
}

std::vector<Carried> Carrier::wait(std::chrono::milliseconds at_most) {
  std::vector<Carried> carried = std::exchange(state_->done, {});
  int running = 0, left = 0;
  curl_multi_perform(state_->multi, &running);
  if (carried.empty()) {
    curl_multi_poll(state_->multi, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
    curl_multi_perform(state_->multi, &running);
  }
  while (const CURLMsg* message = curl_multi_info_read(state_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    CURL* const handle = message->easy_handle;
    const auto transfer = std::find_if(state_->transfers.begin(), state_->transfers.end(),
                                       [&](const Transfer& it) { return it.handle == handle; });
    ensure(transfer != state_->transfers.end(), "libcurl names a transfer that is not ours");
    carried.push_back({transfer->parcel, outcome_of(*transfer, code)});
    curl_multi_remove_handle(state_->multi, handle);
    state_->transfers.erase(transfer);
  }
  return carried;
}

void Carrier::wake() {
  curl_multi_wakeup(state_->multi);
}

}  // namespace authledger::server
