#include "server/fetch.hpp"

#include <curl/curl.h>

#include <memory>

namespace authledger::server {
namespace {

struct CloseCurl {
  void operator()(CURL* it) const { curl_easy_cleanup(it); }
};
struct CloseUrl {
  void operator()(CURLU* it) const { curl_url_cleanup(it); }
};

Problems refused(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

// Empty: there is none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

struct Received {
  std::string text;
  std::size_t most;
};

std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& received = *static_cast<Received*>(to);
  if (size * count > received.most - received.text.size()) return 0;  // which ends the transfer
  received.text.append(bytes, size * count);
  return size * count;
}

}  // namespace

Problems check_url(const std::string& url) {
  const std::unique_ptr<CURLU, CloseUrl> parts(curl_url());
  if (!parts || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return refused("\"" + shortened(url, 100) + "\" is no URL");
  if (!part_of(parts.get(), CURLUPART_USER).empty() ||
      !part_of(parts.get(), CURLUPART_PASSWORD).empty())
    return refused("a URL with a user or a password in it is not taken");
  const std::string scheme = part_of(parts.get(), CURLUPART_SCHEME);
  const std::string host = part_of(parts.get(), CURLUPART_HOST);
  const bool is_here = host == "127.0.0.1" || host == "[::1]" || host == "localhost";
  if (scheme == "https" || (scheme == "http" && is_here)) return {};
  return refused("\"" + shortened(url, 100) + "\" must begin with https://");
}

Result<std::string> fetch(const Fetch& what) {
  static const CURLcode is_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (auto problems = check_url(what.url); !problems.empty()) return problems;
  const std::unique_ptr<CURL, CloseCurl> curl(curl_easy_init());
  if (is_ready != CURLE_OK || !curl) return refused("libcurl does not start");
  Received received{"", what.bytes};
  CURL* const it = curl.get();
  curl_easy_setopt(it, CURLOPT_URL, what.url.c_str());
  curl_easy_setopt(it, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(it, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(it, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(it, CURLOPT_TIMEOUT_MS, static_cast<long>(what.time.count()));
  curl_easy_setopt(it, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(it, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(it, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!what.authorities.empty()) {
    curl_easy_setopt(it, CURLOPT_CAINFO, what.authorities.c_str());
    curl_easy_setopt(it, CURLOPT_CAPATH, nullptr);
  }
  if (!what.form.empty()) {
    curl_easy_setopt(it, CURLOPT_POSTFIELDSIZE, static_cast<long>(what.form.size()));
    curl_easy_setopt(it, CURLOPT_POSTFIELDS, what.form.c_str());
  }
  if (!what.user.empty()) {
    curl_easy_setopt(it, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(it, CURLOPT_USERNAME, what.user.c_str());
    curl_easy_setopt(it, CURLOPT_PASSWORD, what.password.c_str());
  }
  curl_easy_setopt(it, CURLOPT_USERAGENT, "authledgerd");
  curl_easy_setopt(it, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(it, CURLOPT_WRITEDATA, &received);
  const CURLcode done = curl_easy_perform(it);
  if (done == CURLE_WRITE_ERROR)
    return refused(what.url + " sends more than " + std::to_string(what.bytes) + " bytes");
  if (done != CURLE_OK)
    return refused(what.url + " cannot be fetched: " + curl_easy_strerror(done));
  long status = 0;
  curl_easy_getinfo(it, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return refused(what.url + " answers " + std::to_string(status));
  return std::move(received.text);
}

}  // namespace authledger::server
