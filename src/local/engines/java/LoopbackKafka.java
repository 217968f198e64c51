import java.nio.file.Path;

/** A Kafka broker that is its own controller. Arguments: its folder (removed at the end), with server.properties in it; its cluster id. */
public final class LoopbackKafka {
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    String properties = directory.resolve("server.properties").toString();
    Parent.watch(directory);
    String[] format = {"format", "--ignore-formatted", "-t", arguments[1], "-c", properties};
    if (kafka.tools.StorageTool.execute(format, System.out) != 0) System.exit(1);
    kafka.Kafka.main(new String[] {properties});
  }
}
