package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// copyVMs adds copies of each VM, which share its devices and differ in name and UUIDs. Creating VMs through the
// simulator's own API takes minutes for 10,000 of them, copying less than a second.
func copyVMs(model *simulator.Model, copies int) {
	registry := model.Map()
	originals := registry.All("VirtualMachine")
	// They come in no order.
	slices.SortFunc(originals, func(a, b mo.Entity) int {
		return cmp.Compare(a.Entity().Name, b.Entity().Name)
	})
	for _, entity := range originals {
		original, ok := entity.(*simulator.VirtualMachine)
		if !ok || original.Config == nil || original.Parent == nil {
			continue
		}
		for i := range copies {
			copied := &simulator.VirtualMachine{VirtualMachine: original.VirtualMachine}
			name := fmt.Sprintf("%s-copy%d", original.Name, i)
			config := *original.Config
			config.Name = name
			config.Uuid = uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String()
			config.InstanceUuid = uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
			copied.Self.Value = ""
			copied.Name = name
			copied.Config = &config
			copied.Summary.Config.Name = name
			registry.Put(copied)
			copied.Summary.Vm = &copied.Self
			addToOwners(registry, copied)
		}
	}
}

// addToOwners names a VM where others of its kind are named.
func addToOwners(registry *simulator.Registry, vm *simulator.VirtualMachine) {
	owners := slices.Concat(vm.Datastore, vm.Network)
	for _, owner := range []*types.ManagedObjectReference{vm.Parent, vm.Runtime.Host, vm.ResourcePool} {
		if owner != nil {
			owners = append(owners, *owner)
		}
	}
	for _, owner := range owners {
		switch object := registry.Get(owner).(type) {
		case *simulator.Folder:
			object.ChildEntity = append(object.ChildEntity, vm.Self)
		case *simulator.HostSystem:
			object.Vm = append(object.Vm, vm.Self)
		case *simulator.ResourcePool:
			object.Vm = append(object.Vm, vm.Self)
		case *simulator.Datastore:
			object.Vm = append(object.Vm, vm.Self)
		case *simulator.DistributedVirtualPortgroup:
			object.Vm = append(object.Vm, vm.Self)
		}
	}
}
