import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A ledger of amounts in cents: GET /ledger gives the balance, POST /ledger?cents=N books one. Kept in a file. */
public class Ledger {
  private static final Path ENTRIES = Path.of(System.getProperty("ledger.data", "/var/lib/ledger"), "entries.txt");

  public static void main(String[] args) throws IOException {
    if (!Files.exists(ENTRIES)) Files.createFile(ENTRIES);
    var server = HttpServer.create(new InetSocketAddress(Integer.getInteger("ledger.port", 8090)), 0);
    server.createContext("/ledger", Ledger::answer);
    server.start();
  }

  private static synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var query = exchange.getRequestURI().getQuery();
      if (exchange.getRequestMethod().equals("POST") && query != null && query.matches("cents=-?[0-9]{1,9}"))
        Files.writeString(ENTRIES, query.substring(6) + "\n", StandardOpenOption.APPEND);
      long balance = 0;
      for (var line : Files.readAllLines(ENTRIES)) balance += Long.parseLong(line);
      var body = ("balance: " + balance + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
