// Preloaded into a measured process: prints its own peak memory when it ends (maxRSS, in KiB on Linux).
process.on('exit', () => process.stderr.write(`\npeak-memory-kib ${process.resourceUsage().maxRSS}\n`));
