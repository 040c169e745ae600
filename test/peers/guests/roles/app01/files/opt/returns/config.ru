# Returns: what came back, kept in a file.
STORE = '/var/lib/returns/returns.txt'

run lambda { |env|
  if env['REQUEST_METHOD'] == 'POST'
    File.open(STORE, 'a') { |file| file.puts(env['PATH_INFO']) }
  end
  count = File.exist?(STORE) ? File.foreach(STORE).count : 0
  [200, { 'Content-Type' => 'text/plain' }, ["returns: #{count}\n"]]
}
