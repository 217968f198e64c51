import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** DynamoDB Local, in memory, on 127.0.0.1 only; its own main class listens on every interface. Arguments: its folder (removed at the end); the port. */
public final class LoopbackDynamoDb {
  public static void main(String[] arguments) throws Exception {
    Parent.watch(Path.of(arguments[0]));
    Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1])));
    // In memory, no file, one database for all regions and keys.
    LocalDynamoDBRequestHandler requests = new LocalDynamoDBRequestHandler(0, true, null, true, false);
    server.setHandler(new LocalDynamoDBServerHandler(requests, null));
    server.start();
    server.join();
  }
}
