// vcsim serves a vCenter or a lone ESXi host of govmomi's simulator, for the tests of analyzers/vsphere. The simulator's
// own command cannot be installed by version, because its module has a replace directive.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	user := flag.String("username", "user", "the one user that may log in")
	password := flag.String("password", "pass", "and the password, of a server that holds nothing worth it")
	load := flag.String("load", "", "folder that govc object.save wrote, instead of a made-up inventory")
	esx := flag.Bool("esx", false, "a lone ESXi host instead of a vCenter")
	clusters := flag.Int("clusters", 1, "clusters of a vCenter")
	hosts := flag.Int("hosts", 3, "hosts of a cluster")
	vms := flag.Int("vms", 2, "VMs of each cluster's pool, and of each host outside of clusters")
	pools := flag.Int("pools", 0, "resource pools of a cluster below its root")
	apps := flag.Int("apps", 0, "vApps of a cluster")
	standalone := flag.Int("standalone-hosts", 1, "hosts outside of clusters")
	copies := flag.Int("copies", 0, "copies of each VM")
	flag.Parse()

	model := simulator.VPX()
	if *esx {
		model = simulator.ESX()
	}
	model.Machine = *vms
	if !*esx {
		model.Cluster, model.ClusterHost, model.Pool, model.App, model.Host = *clusters, *hosts, *pools, *apps, *standalone
	}
	var err error
	if *load != "" {
		err = model.Load(*load)
	} else {
		err = model.Create()
	}
	if err != nil {
		log.Fatal(err)
	}
	defer model.Remove()
	copyVMs(model, *copies)

	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *password)}
	model.Service.TLS = new(tls.Config)
	model.Service.RegisterEndpoints = true
	server := model.Service.NewServer()
	defer server.Close()

	certificate := server.Certificate()
	err = json.NewEncoder(os.Stdout).Encode(map[string]string{
		"address":          server.URL.Host,
		"thumbprintSha1":   soap.ThumbprintSHA1(certificate),
		"thumbprintSha256": soap.ThumbprintSHA256(certificate),
	})
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
