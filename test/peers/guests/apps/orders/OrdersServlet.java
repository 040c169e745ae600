import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Orders: GET lists them, POST ?item= adds one. Kept in PostgreSQL; how often a session looked is kept in the session. */
@WebServlet("/")
public class OrdersServlet extends HttpServlet {
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain;charset=utf-8");
    if (request.getServletPath().equals("/visits")) {
      var session = request.getSession();
      var visits = session.getAttribute("visits") instanceof Integer before ? before + 1 : 1;
      session.setAttribute("visits", visits);
      response.getWriter().print("visits: " + visits + "\n");
      return;
    }
    try (var connection = orders().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT id, item FROM orders ORDER BY id")) {
      var list = new StringBuilder();
      var count = 0;
      for (; rows.next(); count++) list.append(rows.getInt(1)).append(' ').append(rows.getString(2)).append('\n');
      response.getWriter().print("orders: " + count + "\n" + list);
    } catch (SQLException | NamingException e) {
      response.sendError(503, e.getMessage());
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try (var connection = orders().getConnection();
        var statement = connection.prepareStatement("INSERT INTO orders (item) VALUES (?)")) {
      statement.setString(1, request.getParameter("item"));
      statement.executeUpdate();
    } catch (SQLException | NamingException e) {
      response.sendError(503, e.getMessage());
      return;
    }
    response.setStatus(201);
    response.setContentType("text/plain");
    response.getWriter().print("added\n");
  }

  private static DataSource orders() throws NamingException {
    return (DataSource) new InitialContext().lookup("java:comp/env/jdbc/orders");
  }
}
